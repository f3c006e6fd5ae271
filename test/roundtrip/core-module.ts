import type { CoreFunctionType, CoreType } from "../reference/flattening.js";
import { name, section, signed, u32, vec, type Bytes } from "./bytes.js";

const valueTypes = { i32: 0x7f, i64: 0x7e, f32: 0x7d, f64: 0x7c } as const;

/** Instructions, as many as the guests need. */
export const op = {
  unreachable: [0x00] as Bytes,
  loop: [0x03, 0x40] as Bytes,
  if_: [0x04, 0x40] as Bytes,
  end: [0x0b] as Bytes,
  br: (depth: number): Bytes => [0x0c, ...u32(depth)],
  call: (index: number): Bytes => [0x10, ...u32(index)],
  drop: [0x1a] as Bytes,
  select: [0x1b] as Bytes,
  localGet: (index: number): Bytes => [0x20, ...u32(index)],
  localSet: (index: number): Bytes => [0x21, ...u32(index)],
  localTee: (index: number): Bytes => [0x22, ...u32(index)],
  globalGet: (index: number): Bytes => [0x23, ...u32(index)],
  globalSet: (index: number): Bytes => [0x24, ...u32(index)],
  /** A load of an unsigned number of so many bytes, at an address on the stack plus `offset`. */
  load: (bytes: number, offset: number): Bytes => [
    bytes === 1 ? 0x2d : bytes === 2 ? 0x2f : 0x28,
    // The alignment is only a hint.
    0,
    ...u32(offset),
  ],
  /** Stores of the low bytes of a value, at an address on the stack plus `offset`. */
  store: (type: CoreType, bytes: number, offset: number): Bytes => [
    storeOpcode(type, bytes),
    // The alignment is only a hint.
    0,
    ...u32(offset),
  ],
  memorySize: [0x3f, 0x00] as Bytes,
  memoryGrow: [0x40, 0x00] as Bytes,
  memoryCopy: [0xfc, 0x0a, 0x00, 0x00] as Bytes,
  i32Const: (value: number): Bytes => [0x41, ...signed(BigInt(value | 0))],
  i32Eq: [0x46] as Bytes,
  i32LtU: [0x49] as Bytes,
  i32GtU: [0x4b] as Bytes,
  i32Add: [0x6a] as Bytes,
  i32Sub: [0x6b] as Bytes,
  i32Mul: [0x6c] as Bytes,
  i32And: [0x71] as Bytes,
  i32Shl: [0x74] as Bytes,
  i32ShrU: [0x76] as Bytes,
  i32WrapI64: [0xa7] as Bytes,
  f32ReinterpretI32: [0xbe] as Bytes,
  f64ReinterpretI64: [0xbf] as Bytes,
} as const;

function storeOpcode(type: CoreType, bytes: number): number {
  switch (type) {
    case "i32":
      return bytes === 1 ? 0x3a : bytes === 2 ? 0x3b : 0x36;
    case "i64":
      return 0x37;
    case "f32":
      return 0x38;
    case "f64":
      return 0x39;
  }
}

/** A core module in the making. Imports come before definitions, because they share index spaces. */
export class CoreModuleBuilder {
  readonly #types: Bytes[] = [];
  readonly #imports: Bytes[] = [];
  readonly #functions: Bytes[] = [];
  readonly #bodies: Bytes[] = [];
  readonly #memories: Bytes[] = [];
  readonly #globals: Bytes[] = [];
  readonly #exports: Bytes[] = [];
  #importedFunctions = 0;
  #importedGlobals = 0;

  importFunction(module: string, field: string, type: CoreFunctionType): number {
    this.#imports.push([...name(module), ...name(field), 0x00, ...u32(this.#type(type))]);
    return this.#importedFunctions++;
  }

  importMemory(module: string, field: string): void {
    this.#imports.push([...name(module), ...name(field), 0x02, 0x00, 1]);
  }

  importMutableI32(module: string, field: string): number {
    this.#imports.push([...name(module), ...name(field), 0x03, valueTypes.i32, 1]);
    return this.#importedGlobals++;
  }

  memory(pages: number): void {
    this.#memories.push([0x00, ...u32(pages)]);
  }

  mutableI32(value: number): number {
    this.#globals.push([valueTypes.i32, 1, ...op.i32Const(value), ...op.end]);
    return this.#importedGlobals + this.#globals.length - 1;
  }

  /** Adds a function; `locals` come after the parameters. */
  func(type: CoreFunctionType, body: Bytes, locals: readonly CoreType[] = []): number {
    this.#functions.push(u32(this.#type(type)));
    const code = [...vec(locals.map((local) => [1, valueTypes[local]])), ...body, ...op.end];
    this.#bodies.push([...u32(code.length), ...code]);
    return this.#importedFunctions + this.#functions.length - 1;
  }

  export_(field: string, sort: "func" | "memory" | "global", index: number): void {
    const code = { func: 0x00, memory: 0x02, global: 0x03 }[sort];
    this.#exports.push([...name(field), code, ...u32(index)]);
  }

  build(): Uint8Array<ArrayBuffer> {
    return new Uint8Array([
      ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
      ...section(1, vec(this.#types)),
      ...section(2, vec(this.#imports)),
      ...section(3, vec(this.#functions)),
      ...section(5, vec(this.#memories)),
      ...section(6, vec(this.#globals)),
      ...section(7, vec(this.#exports)),
      ...section(10, vec(this.#bodies)),
    ]);
  }

  #type(type: CoreFunctionType): number {
    const list = (types: readonly CoreType[]): Bytes => vec(types.map((t) => [valueTypes[t]]));
    this.#types.push([0x60, ...list(type.params), ...list(type.results)]);
    return this.#types.length - 1;
  }
}
