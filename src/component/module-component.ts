import { instantiateCoreModule } from "../runtime/instantiate-core-module.js";
import type { CoreModule } from "../runtime/web-assembly.js";
import { UnsupportedError } from "./errors.js";
import type { Component } from "./instantiate.js";

/** A core module that carries canonical names: the tables of a world say which types they stand for. */
export function moduleComponent(module: CoreModule): Component {
  return {
    instantiate: () =>
      Promise.reject(
        new UnsupportedError(
          "a core module has no types of its own: instantiate it through a generated world, or make a component of it",
        ),
      ),
    instantiateWorld: (world, imports) => instantiateCoreModule(world, module, imports),
  };
}
