import { errorAt, type Diagnostic } from "../diagnostic.js";
import { comparePackageNames, formatPackageName } from "../graph/package-name.js";
import type { Span } from "../source.js";
import type { DeclaredPackage, ForeignPackage } from "./declared-package.js";
import type { Report } from "./report.js";

/** Packages in the order in which they can be linked. */
export interface PackageOrder {
  readonly packages: readonly DeclaredPackage[];
  /** Names of packages that are defined twice or use themselves: what they hold is not certain. */
  readonly broken: ReadonlySet<string>;
}

/** Orders packages so that each stands after those that it refers to, otherwise by name and version. */
export function orderPackages(declared: readonly DeclaredPackage[], report: Report): PackageOrder {
  const broken = new Set<string>();
  const byName = new Map<string, DeclaredPackage>();
  for (const item of declared) {
    const key = formatPackageName(item.name);
    const first = byName.get(key);
    if (first) {
      broken.add(key);
      report(() => duplicatePackage(key, item.nameSpan, first.nameSpan));
    } else {
      byName.set(key, item);
    }
  }
  const packages: DeclaredPackage[] = [];
  const done = new Set<string>();
  for (const root of [...byName.values()].sort((a, b) => comparePackageNames(a.name, b.name))) {
    visit(root, byName, { packages, done, broken }, report);
  }
  return { packages, broken };
}

/** Reports a package that is defined in two places. */
export function duplicatePackage(name: string, second: Span, first: Span | undefined): Diagnostic {
  return errorAt(
    second,
    "duplicate-package",
    `package \`${name}\` is defined in two different locations`,
    [
      first
        ? { message: "first defined here", span: first }
        : { message: "a WebAssembly package in `deps` defines it too" },
    ],
  );
}

interface Visit {
  readonly item: DeclaredPackage;
  readonly key: string;
  readonly uses: Iterator<readonly [string, ForeignPackage]>;
}

interface Progress {
  readonly packages: DeclaredPackage[];
  readonly done: Set<string>;
  readonly broken: Set<string>;
}

function visit(
  root: DeclaredPackage,
  byName: ReadonlyMap<string, DeclaredPackage>,
  { packages, done, broken }: Progress,
  report: Report,
): void {
  const enter = (item: DeclaredPackage): Visit => ({
    item,
    key: formatPackageName(item.name),
    uses: item.foreign.entries(),
  });
  const first = enter(root);
  if (done.has(first.key)) {
    return;
  }
  const stack = [first];
  // Without the root: a cycle through it is noticed where it closes the second time, as the reference does.
  const open = new Set<string>();
  for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
    const next = top.uses.next();
    if (next.done) {
      stack.pop();
      open.delete(top.key);
      if (!done.has(top.key)) {
        done.add(top.key);
        packages.push(top.item);
      }
      continue;
    }
    const [key, foreign] = next.value;
    const target = byName.get(key);
    if (open.has(key)) {
      const cycle = stack.slice(stack.findLastIndex((item) => item.key === key));
      cycle.forEach((item) => broken.add(item.key));
      report(() => packageCycle(key, foreign, cycle));
    } else if (target && !done.has(key)) {
      stack.push(enter(target));
      open.add(key);
    }
  }
}

function packageCycle(key: string, foreign: ForeignPackage, stack: readonly Visit[]): Diagnostic {
  const path = [...stack.map((item) => item.key), key].map((name) => `\`${name}\``).join(" → ");
  return errorAt(foreign.span, "package-cycle", `package \`${key}\` creates a dependency cycle`, [
    stack.length === 1
      ? {
          message: `inside its own package an interface is named without the package: ${[...foreign.items.keys()].map((name) => `\`${name}\``).join(", ")}`,
        }
      : { message: path },
  ]);
}
