import type { ComponentLoader } from "./instantiate-world.js";
import { instantiateCoreModule } from "./instantiate-core-module.js";
import { webAssembly } from "./web-assembly.js";

/** Stands for the loader where a copy of the runtime comes without it: loads core modules only. */
export const coreModuleLoader: ComponentLoader = {
  loadComponent(source) {
    return source instanceof webAssembly.Module
      ? Promise.resolve({
          instantiateWorld: (world, imports) => instantiateCoreModule(world, source, imports),
        })
      : Promise.reject(
          new TypeError(
            "with --runtime inline, only a compiled core module can be instantiated: give what WebAssembly.compile() " +
              "makes of its bytes, or generate code for the component itself or with --runtime package",
          ),
        );
  },
};
