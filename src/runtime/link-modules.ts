import {
  webAssembly,
  type CoreExports,
  type CoreImports,
  type CoreModule,
} from "./web-assembly.js";

/** What code that links core modules asks for: an instance of this one. */
export type LinkRequest = readonly [module: CoreModule, imports: CoreImports];

/** Code that links core modules: it asks for one instance after the other, and gives the exports of the whole. */
export type Linking<Exports> = Generator<LinkRequest, Exports, CoreExports>;

/** Links, letting other work go on while the engine makes instances. */
export async function link<Exports>(linking: Linking<Exports>): Promise<Exports> {
  let next = linking.next();
  while (!next.done) {
    next = linking.next((await webAssembly.instantiate(...next.value)).exports);
  }
  return next.value;
}

/** Links without waiting. */
export function linkSync<Exports>(linking: Linking<Exports>): Exports {
  let next = linking.next();
  while (!next.done) {
    next = linking.next(new webAssembly.Instance(...next.value).exports);
  }
  return next.value;
}
