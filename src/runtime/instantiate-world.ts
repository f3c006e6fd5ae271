import type { InstanceExports } from "./bind-exports.js";
import type { HostImports } from "./host-imports.js";
import { providedImports, type InstantiateOptions } from "./provided-imports.js";
import type { CoreModule } from "./web-assembly.js";
import type { WorldBinding } from "./world-binding.js";

/** A component that the loader has read: any number of instances can be made of it. */
export interface LoadedComponent {
  /** Makes an instance through a world's tables; the component's types are compared with the world's once. */
  instantiateWorld(world: WorldBinding, imports: HostImports): InstanceExports;
}

/** What a world can be instantiated from, beside a component that is loaded already and a compiled core module. */
export type ComponentSource =
  | LoadedComponent
  | CoreModule
  | ArrayBuffer
  | ArrayBufferView
  | URL
  | SourceStream
  /** A `Response` or `Blob`. */
  | { arrayBuffer(): Promise<ArrayBuffer> };

/** A `ReadableStream` of bytes. */
export interface SourceStream {
  getReader(): { read(): Promise<{ done: boolean; value?: Uint8Array | undefined }> };
}

/** The part of the loader that makes a source one that is loaded: a component or a core module. */
export interface ComponentLoader {
  loadComponent(source: ComponentSource): Promise<LoadedComponent>;
}

/** Instantiates a world from what is at hand; the loader is imported only for sources that are not loaded. */
export async function instantiateWorld(
  world: WorldBinding,
  source: ComponentSource | PromiseLike<ComponentSource>,
  imports: HostImports,
  importLoader: () => Promise<ComponentLoader>,
  options?: InstantiateOptions,
): Promise<InstanceExports> {
  const given = await source;
  const loaded = isLoaded(given) ? given : await (await importLoader()).loadComponent(given);
  return loaded.instantiateWorld(world, providedImports(imports, options));
}

/** Tells a component that is loaded from a core module. */
export function isLoaded(source: ComponentSource): source is LoadedComponent {
  // Anything can come from JavaScript: the loader explains it.
  return (source as Partial<LoadedComponent> | undefined)?.instantiateWorld !== undefined;
}
