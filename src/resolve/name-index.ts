import { formatItemPath } from "../graph/package-name.js";
import type * as ast from "../syntax/ast.js";
import type { SourcePackage } from "./source-package.js";

/** Where names are defined over all packages that were read, for hints about names that are not found. */
export interface NameIndex {
  /** Full paths of the interfaces and worlds called `name`. */
  items(name: string): readonly string[];
  /** Full paths of the interfaces that define a type called `name`. */
  types(name: string): readonly string[];
}

/** Makes an index that looks at the packages when it is first asked. */
export function nameIndex(packages: readonly SourcePackage[]): NameIndex {
  let items: Map<string, string[]> | undefined;
  let types: Map<string, string[]> | undefined;
  return {
    items(name) {
      items ??= collect(packages, (item) => [item.name.name]);
      return items.get(name) ?? [];
    },
    types(name) {
      types ??= collect(packages, (item) =>
        item.kind === "interface"
          ? item.items.flatMap((inner) =>
              inner.kind === "use" || inner.kind === "function" ? [] : [inner.name.name],
            )
          : [],
      );
      return types.get(name) ?? [];
    },
  };
}

function collect(
  packages: readonly SourcePackage[],
  namesOf: (item: ast.Interface | ast.World) => readonly string[],
): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const { name: owner, files } of packages) {
    for (const item of files.flat()) {
      if (item.kind === "top-level-use") {
        continue;
      }
      for (const name of namesOf(item)) {
        const paths = found.get(name) ?? [];
        paths.push(formatItemPath(owner, item.name.name));
        found.set(name, paths);
      }
    }
  }
  return found;
}
