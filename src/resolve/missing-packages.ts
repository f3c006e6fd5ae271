import { type Hint, errorAt } from "../diagnostic.js";
import type { PackageName } from "../graph/package-graph.js";
import { formatPackageName } from "../graph/package-name.js";
import type { ForeignPackage } from "./declared-package.js";
import type { Report } from "./report.js";
import { suggest } from "./suggest.js";

/** Collects packages that are referred to and not there: often one mistake, dependencies that were not fetched. */
export interface MissingPackages {
  add(missing: ForeignPackage, neededBy: PackageName): void;
  /** Reports them all as one, at the first use; nothing when nothing is missing. */
  report(known: ReadonlySet<string>, report: Report): void;
}

interface MissingPackage {
  readonly foreign: ForeignPackage;
  readonly neededBy: string;
}

/** Starts collecting. */
export function missingPackages(): MissingPackages {
  const found = new Map<string, MissingPackage>();
  return {
    add(foreign, neededBy) {
      const key = formatPackageName(foreign.name);
      if (!found.has(key)) {
        found.set(key, { foreign, neededBy: formatPackageName(neededBy) });
      }
    },
    report(known, report) {
      const [first, ...others] = found;
      if (!first) {
        return;
      }
      const [name, { foreign, neededBy }] = first;
      report(() =>
        errorAt(foreign.span, "missing-package", `package \`${name}\` not found`, [
          ...similarPackage(foreign.name, new Set([...known].filter((item) => item !== neededBy))),
          ...others.map(([other, missing]): Hint => ({
            message: `package \`${other}\`, which \`${missing.neededBy}\` needs, is missing too`,
            span: missing.foreign.span,
          })),
          {
            message:
              "put what is missing into `deps/` beside the package's files: `wkg wit fetch` and `wit-deps` download it",
          },
        ]),
      );
    },
  };
}

function similarPackage(name: PackageName, known: ReadonlySet<string>): readonly Hint[] {
  const base = formatPackageName({ namespace: name.namespace, name: name.name });
  const versions = [...known].filter((other) => other === base || other.startsWith(`${base}@`));
  if (versions.length > 0) {
    return [
      {
        message: `versions must be equal; there is ${versions.map((other) => `\`${other}\``).join(", ")}`,
      },
    ];
  }
  return suggest(formatPackageName(name), known);
}
