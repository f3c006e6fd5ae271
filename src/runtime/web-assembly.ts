/* The parts of the `WebAssembly` namespace that wit-ts uses, as structural types: declarations of generated code and of
 * this package must not depend on the DOM library. */

/** `WebAssembly.Module`: a compiled core module. */
export interface CoreModule {
  readonly [Symbol.toStringTag]?: string;
}

/** `WebAssembly.Instance`. */
export interface CoreInstance {
  readonly exports: CoreExports;
}

/** Exports of a core instance: functions, memories, tables, globals and tags. */
export type CoreExports = Readonly<Record<string, unknown>>;

/** What a core module is instantiated with: by module name, then by name. */
export type CoreImports = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** `WebAssembly.Memory`. */
export interface CoreMemory {
  readonly buffer: ArrayBuffer;
}

/** `WebAssembly.RuntimeError`, which a trap gives a code. */
export interface CoreRuntimeError extends Error {
  code?: string;
}

interface WebAssemblyNamespace {
  readonly Module: {
    new (bytes: Uint8Array<ArrayBuffer>): CoreModule;
    imports(module: CoreModule): { module: string; name: string; kind: string }[];
    exports(module: CoreModule): { name: string; kind: string }[];
    customSections(module: CoreModule, name: string): ArrayBuffer[];
  };
  readonly Instance: new (module: CoreModule, imports?: CoreImports) => CoreInstance;
  readonly Memory: new (descriptor: { initial: number; maximum?: number }) => CoreMemory;
  readonly RuntimeError: new (message?: string, options?: ErrorOptions) => CoreRuntimeError;
  readonly Exception?: abstract new (...args: never[]) => Error;
  compile(bytes: Uint8Array<ArrayBuffer>): Promise<CoreModule>;
  /** `response` is a promise of a `Response`. */
  compileStreaming(response: Promise<object>): Promise<CoreModule>;
  instantiate(module: CoreModule, imports?: CoreImports): Promise<CoreInstance>;
  validate(bytes: Uint8Array<ArrayBuffer>): boolean;
}

/** The engine's `WebAssembly` object. */
export const webAssembly: WebAssemblyNamespace = (
  globalThis as unknown as { readonly WebAssembly: WebAssemblyNamespace }
).WebAssembly;
