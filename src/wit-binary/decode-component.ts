import type { ComponentModel } from "../component/model.js";
import type { PackageGraph, PackageName } from "../graph/package-graph.js";
import { withPackageDocs } from "./apply-package-docs.js";
import { TypeEvaluator } from "./evaluate-types.js";
import { emptyDraft, finishDraft, packageDraft } from "./graph-draft.js";
import { failOnPackageCycle, InterfaceDecoder } from "./interface-decoder.js";
import type { Extern } from "./type-nodes.js";

/** The package that a component's world is put into: a binary does not say what its world is called. */
const ROOT_PACKAGE: PackageName = { namespace: "root", name: "component" };
const ROOT_WORLD = "root";

/**
 * Reads the world of a component: package `root:component`, world `root`, with the interfaces that it imports and
 * exports as far as the component shows them.
 *
 * @throws InvalidComponentError for a broken component.
 * @throws UnsupportedError for one that WIT has no words for.
 */
export function decodeComponentWorld(component: ComponentModel): PackageGraph {
  return componentWorld(component, new TypeEvaluator().component(component));
}

/** Does the same for a component whose imports and exports were evaluated already. */
export function componentWorld(
  component: ComponentModel,
  externs: readonly Extern[],
): PackageGraph {
  const draft = emptyDraft();
  const decoder = new InterfaceDecoder(draft);
  const root = packageDraft(draft, ROOT_PACKAGE);
  const world = decoder.addWorld(ROOT_WORLD, root, 0);
  decoder.fillWorld(world, externs, root);
  return withPackageDocs(finishDraft(draft, root, failOnPackageCycle), component);
}
