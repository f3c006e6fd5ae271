import type { Stability } from "./package-graph.js";
import { printName } from "./print-types.js";
import type { Printer } from "./printer.js";
import { compareVersions } from "./version.js";

/** Prints what stands before an item: docs and attributes. */
export function printItemHead(
  printer: Printer,
  item: {
    readonly docs?: string;
    readonly stability?: Stability;
    readonly externalId?: string;
  },
): void {
  printer.writer.docs(item.docs);
  printStability(printer, item.stability);
  printExternalId(printer, item.externalId);
}

/** Prints the feature gate of an item, unless it is of a version that the package does not have yet. */
export function printStability(
  { writer, version }: Printer,
  stability: Stability | undefined,
): void {
  if (stability?.kind === "stable" && !isReleased(stability.since, version)) {
    return;
  }
  for (const line of stabilityText(stability)) {
    writer.line(line);
  }
}

function isReleased(since: string, version: string | undefined): boolean {
  return version !== undefined && compareVersions(since, version) <= 0;
}

/** Writes the attributes of a gate, each as a line. */
export function stabilityText(stability: Stability | undefined): readonly string[] {
  if (!stability) {
    return [];
  }
  const first =
    stability.kind === "stable"
      ? `@since(version = ${stability.since})`
      : `@unstable(feature = ${printName(stability.feature)})`;
  return stability.deprecated === undefined
    ? [first]
    : [first, `@deprecated(version = ${stability.deprecated})`];
}

/** Prints the attribute `@external-id`. */
export function printExternalId({ writer }: Printer, id: string | undefined): void {
  if (id !== undefined) {
    writer.line(`@external-id("${Array.from(id, escapeCharacter).join("")}")`);
  }
}

const escapes: ReadonlyMap<string, string> = new Map([
  ["\\", "\\\\"],
  ['"', '\\"'],
  ["\n", "\\n"],
  ["\r", "\\r"],
  ["\t", "\\t"],
]);

function escapeCharacter(character: string): string {
  return /[A-Za-z0-9\-_./: ]/.test(character)
    ? character
    : (escapes.get(character) ?? `\\u{${character.codePointAt(0)?.toString(16) ?? ""}}`);
}
