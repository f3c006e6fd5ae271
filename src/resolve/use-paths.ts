import type * as ast from "../syntax/ast.js";
import type { PackageItem } from "./source-package.js";

/** One place where a file names an interface or world by a path. */
export interface PathUse {
  readonly path: ast.UsePath;
  readonly attributes: readonly ast.Attribute[];
  /** What the place needs; a top-level `use` may mean either. */
  readonly target: "interface" | "world" | "either";
  /** What `use path.{…}` names. */
  readonly names?: readonly ast.UseName[];
  /** The interface or world that cannot be resolved before the target is. */
  readonly dependent?: string;
}

/**
 * Lists the paths of one file in the order that decides which foreign interface comes first: a world's `use` and
 * `include`, then its imports, then its exports, as a printed world has them.
 */
export function* pathUses(items: readonly PackageItem[]): Generator<PathUse> {
  for (const item of items) {
    switch (item.kind) {
      case "interface":
        yield* interfaceUses(item.items, item.name.name);
        break;
      case "world":
        yield* worldUses(item);
        break;
      case "top-level-use":
        yield { path: item.path, attributes: item.attributes, target: "either" };
        break;
    }
  }
}

function* interfaceUses(
  items: readonly ast.InterfaceItem[],
  dependent?: string,
): Generator<PathUse> {
  for (const item of items) {
    if (item.kind === "use") {
      const { path, attributes, names } = item;
      yield {
        path,
        attributes,
        target: "interface",
        names,
        ...(dependent !== undefined && { dependent }),
      };
    }
  }
}

function* worldUses(world: ast.World): Generator<PathUse> {
  for (const item of world.items) {
    if (item.kind === "use") {
      const { path, attributes, names } = item;
      yield { path, attributes, target: "interface", names };
    } else if (item.kind === "include") {
      const { path, attributes } = item;
      yield { path, attributes, target: "world", dependent: world.name.name };
    }
  }
  for (const side of ["import", "export"] as const) {
    for (const item of world.items) {
      if (item.kind === side) {
        yield* externUses(item);
      }
    }
  }
}

function* externUses({ extern, attributes }: ast.Import | ast.Export): Generator<PathUse> {
  switch (extern.kind) {
    case "extern-interface":
      yield* interfaceUses(extern.items);
      break;
    case "extern-path":
    case "extern-labelled-path":
      yield { path: extern.path, attributes, target: "interface" };
      break;
    case "extern-function":
      break;
  }
}
