import type { InstanceExports } from "./bind-exports.js";
import type { HostImports } from "./host-imports.js";
import { instantiateCoreModule } from "./instantiate-core-module.js";
import { isLoaded, type LoadedComponent } from "./instantiate-world.js";
import { providedImports, type InstantiateOptions } from "./provided-imports.js";
import type { CoreModule } from "./web-assembly.js";
import type { WorldBinding } from "./world-binding.js";

/** Instantiates a world without waiting. */
export function instantiateWorldSync(
  world: WorldBinding,
  source: LoadedComponent | CoreModule,
  imports: HostImports,
  options?: InstantiateOptions,
): InstanceExports {
  const given = providedImports(imports, options);
  return isLoaded(source)
    ? source.instantiateWorld(world, given)
    : instantiateCoreModule(world, source, given);
}
