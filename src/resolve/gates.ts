/* Feature gates (component-model, WIT.md, "Feature Gates"): what attributes say, and what they leave in. */
import { errorAt } from "../diagnostic.js";
import type { PackageName, Stability } from "../graph/package-graph.js";
import { formatPackageName } from "../graph/package-name.js";
import { compareVersions } from "../graph/version.js";
import type { Span } from "../source.js";
import type * as ast from "../syntax/ast.js";
import type { Gate, PackageScope } from "./package-scope.js";
import { type OnceReport, isFirst } from "./report.js";

/** The features whose `@unstable` items are kept. */
export type Features = readonly string[] | "all";

/** Reads the attributes of an item, and reports those that cannot stand together. */
export function readGate(scope: PackageScope, attributes: readonly ast.Attribute[]): Gate {
  if (attributes.length === 0) {
    return noGate;
  }
  let gate = scope.gates.get(attributes);
  if (!gate) {
    gate = computeGate(scope, attributes);
    scope.gates.set(attributes, gate);
  }
  return gate;
}

const noGate: Gate = {};

function computeGate(scope: PackageScope, attributes: readonly ast.Attribute[]): Gate {
  const report = scope.report.report;
  const first = new Map<ast.Attribute["kind"], ast.Attribute>();
  for (const attribute of attributes) {
    const earlier = first.get(attribute.kind);
    if (earlier) {
      report(() =>
        errorAt(
          attribute.name.span,
          "duplicate-attribute",
          `cannot specify \`@${attribute.kind}\` twice`,
          [{ message: "the first one is here", span: earlier.name.span }],
        ),
      );
    } else {
      first.set(attribute.kind, attribute);
    }
  }
  const stability = readStability(scope, first);
  const externalId = first.get("external-id");
  return {
    ...(stability && { stability }),
    ...(externalId?.kind === "external-id" && { externalId: externalId.value }),
  };
}

function readStability(
  scope: PackageScope,
  attributes: ReadonlyMap<ast.Attribute["kind"], ast.Attribute>,
): Stability | undefined {
  const since = attributes.get("since");
  const unstable = attributes.get("unstable");
  const deprecatedAttribute = attributes.get("deprecated");
  const deprecated =
    deprecatedAttribute?.kind === "deprecated"
      ? { deprecated: deprecatedAttribute.version.text }
      : {};
  if (since?.kind === "since") {
    if (unstable) {
      scope.report.report(() =>
        errorAt(
          since.name.span,
          "conflicting-attributes",
          "cannot specify both `@since` and `@unstable`",
          [
            {
              message: "an item is either stable or not yet: remove one",
              span: unstable.name.span,
            },
          ],
        ),
      );
    }
    return { kind: "stable", since: since.version.text, ...deprecated };
  }
  if (unstable?.kind === "unstable") {
    return { kind: "unstable", feature: unstable.feature.name, ...deprecated };
  }
  if (deprecatedAttribute) {
    scope.report.report(() =>
      errorAt(
        deprecatedAttribute.name.span,
        "lone-deprecated",
        "cannot specify `@deprecated` without `@since` or `@unstable`",
        [{ message: "say since which version the item exists: `@since(version = …)`" }],
      ),
    );
  }
  return undefined;
}

/** What {@link isIncluded} needs to know. */
export interface GateContext {
  readonly features: Features;
  /** The package that the gate stands in. */
  readonly packageName: PackageName;
  readonly report: OnceReport;
}

/**
 * Tells whether an item with this gate is kept. Only `@unstable` leaves items out; `@since` is checked against the
 * version of the package that it stands in.
 */
export function isIncluded(
  context: GateContext,
  stability: Stability | undefined,
  span: Span | undefined,
): boolean {
  switch (stability?.kind) {
    case undefined:
      return true;
    case "unstable":
      return context.features === "all" || context.features.includes(stability.feature);
    case "stable":
      checkSince(context, stability.since, span);
      return true;
  }
}

function checkSince(context: GateContext, since: string, span: Span | undefined): void {
  const { packageName, report } = context;
  const text = formatPackageName(packageName);
  if (packageName.version === undefined) {
    if (isFirst(report, "since-without-version")) {
      report.report(() =>
        errorAt(
          span,
          "gate-without-version",
          `package \`${text}\` has a feature gate with a version, so it must have a version itself`,
          [{ message: `give it one, for example \`package ${text}@${since};\`` }],
        ),
      );
    }
  } else if (
    compareVersions(since, packageName.version) > 0 &&
    isFirst(report, `unreleased:${since}`)
  ) {
    report.report(() =>
      errorAt(
        span,
        "unreleased-version",
        `feature gate cannot reference version ${since}: package \`${text}\` is only at version ${packageName.version}`,
        [{ message: "raise the package's version, or use `@unstable(feature = …)` until then" }],
      ),
    );
  }
}

/** Tells whether two gates say the same. */
export function sameStability(left: Stability, right: Stability | undefined): boolean {
  return JSON.stringify(stabilityParts(left)) === JSON.stringify(right && stabilityParts(right));
}

function stabilityParts(stability: Stability): readonly (string | null)[] {
  const name = stability.kind === "stable" ? stability.since : stability.feature;
  return [stability.kind, name, stability.deprecated ?? null];
}
