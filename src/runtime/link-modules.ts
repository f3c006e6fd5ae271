import {
  webAssembly,
  type CoreExports,
  type CoreImports,
  type CoreInstance,
  type CoreModule,
} from "./web-assembly.js";

/** What code that links core modules asks for: an instance of this one. */
export type LinkRequest = readonly [module: CoreModule, imports: CoreImports];

/** Code that links core modules: it asks for one instance after the other, and gives the exports of the whole. */
export type Linking<Exports> = Generator<LinkRequest, Exports, CoreExports>;

/**
 * Links, letting other work go on while the engine makes instances.
 *
 * @param failed `startFailed` where a module has a start function
 */
export async function link<Exports>(
  linking: Linking<Exports>,
  failed?: (error: unknown) => never,
): Promise<Exports> {
  let next = linking.next();
  while (!next.done) {
    next = linking.next((await webAssembly.instantiate(...next.value).catch(failed)).exports);
  }
  return next.value;
}

/** {@link link} without waiting. */
export function linkSync<Exports>(
  linking: Linking<Exports>,
  failed?: (error: unknown) => never,
): Exports {
  let next = linking.next();
  while (!next.done) {
    next = linking.next(instantiateSync(next.value, failed).exports);
  }
  return next.value;
}

function instantiateSync(
  request: LinkRequest,
  failed: ((error: unknown) => never) | undefined,
): CoreInstance {
  try {
    return new webAssembly.Instance(...request);
  } catch (error) {
    failed?.(error);
    throw error;
  }
}
