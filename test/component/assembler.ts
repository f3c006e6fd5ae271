/** Assembles component and core binaries for tests, opcode by opcode. */

export type Bytes = readonly number[];

const encoder = new TextEncoder();

/** Unsigned LEB128. */
export function u32(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  do {
    const low = rest % 128;
    rest = Math.floor(rest / 128);
    bytes.push(rest === 0 ? low : low | 0x80);
  } while (rest !== 0);
  return bytes;
}

/** Signed LEB128. */
export function s32(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (;;) {
    const low = rest & 0x7f;
    rest >>= 7;
    if ((rest === 0 && (low & 0x40) === 0) || (rest === -1 && (low & 0x40) !== 0)) {
      bytes.push(low);
      return bytes;
    }
    bytes.push(low | 0x80);
  }
}

export function name(text: string): number[] {
  const bytes = encoder.encode(text);
  return [...u32(bytes.length), ...bytes];
}

export function vector(items: readonly Bytes[]): number[] {
  return [...u32(items.length), ...items.flat()];
}

export function section(id: number, content: Bytes): number[] {
  return [id, ...u32(content.length), ...content];
}

export const componentPreamble: Bytes = [0, 0x61, 0x73, 0x6d, 0x0d, 0, 1, 0];
export const corePreamble: Bytes = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0];

/** A component of raw sections. */
export function component(...sections: readonly Bytes[]): Uint8Array {
  return Uint8Array.from([...componentPreamble, ...sections.flat()]);
}

/** Opcodes of value types. */
export const types: Readonly<
  Record<
    | "bool"
    | "s8"
    | "u8"
    | "u16"
    | "s32"
    | "u32"
    | "s64"
    | "u64"
    | "f32"
    | "f64"
    | "char"
    | "string",
    Bytes
  >
> = {
  bool: [0x7f],
  s8: [0x7e],
  u8: [0x7d],
  u16: [0x7b],
  s32: [0x7a],
  u32: [0x79],
  s64: [0x78],
  u64: [0x77],
  f32: [0x76],
  f64: [0x75],
  char: [0x74],
  string: [0x73],
};

const option = (type: Bytes | undefined): number[] => (type === undefined ? [0] : [1, ...type]);
const labelled = (fields: readonly (readonly [string, Bytes])[]): number[] =>
  vector(fields.map(([label, type]) => [...name(label), ...type]));

/** Writers of defined types. */
export const define = {
  record: (fields: readonly (readonly [string, Bytes])[]): number[] => [0x72, ...labelled(fields)],
  variant: (cases: readonly (readonly [string, Bytes?])[]): number[] => [
    0x71,
    ...vector(cases.map(([label, type]) => [...name(label), ...option(type), 0])),
  ],
  list: (element: Bytes): number[] => [0x70, ...element],
  tuple: (items: readonly Bytes[]): number[] => [0x6f, ...vector(items)],
  flags: (labels: readonly string[]): number[] => [0x6e, ...vector(labels.map(name))],
  enum: (labels: readonly string[]): number[] => [0x6d, ...vector(labels.map(name))],
  option: (type: Bytes): number[] => [0x6b, ...type],
  result: (ok?: Bytes, err?: Bytes): number[] => [0x6a, ...option(ok), ...option(err)],
  own: (resource: number): number[] => [0x69, ...u32(resource)],
  borrow: (resource: number): number[] => [0x68, ...u32(resource)],
  resource: (destructor?: number): number[] => [
    0x3f,
    0x7f,
    ...(destructor === undefined ? [0] : [1, ...u32(destructor)]),
  ],
  function: (params: readonly (readonly [string, Bytes])[], result?: Bytes): number[] => [
    0x40,
    ...labelled(params),
    ...(result === undefined ? [1, 0] : [0, ...result]),
  ],
  instance: (...declarations: readonly Bytes[]): number[] => [0x42, ...vector(declarations)],
  component: (...declarations: readonly Bytes[]): number[] => [0x41, ...vector(declarations)],
};

/** Writers of declarations inside instance and component types. */
export const declare = {
  type: (type: Bytes): number[] => [0x01, ...type],
  /** Exports a fresh resource type. */
  resource: (label: string): number[] => [0x04, 0x00, ...name(label), 0x03, 0x01],
  /** Exports a type that is equal to one of the scope. */
  equal: (label: string, type: number): number[] => [
    0x04,
    0x00,
    ...name(label),
    0x03,
    0x00,
    ...u32(type),
  ],
  function: (label: string, type: number): number[] => [
    0x04,
    0x00,
    ...name(label),
    0x01,
    ...u32(type),
  ],
  outerType: (count: number, type: number): number[] => [
    0x02,
    0x03,
    0x02,
    ...u32(count),
    ...u32(type),
  ],
};

/** Canonical options. */
export const options = {
  utf8: [0x00] as const,
  utf16: [0x01] as const,
  latin1: [0x02] as const,
  memory: (index: number): number[] => [0x03, ...u32(index)],
  realloc: (index: number): number[] => [0x04, ...u32(index)],
  postReturn: (index: number): number[] => [0x05, ...u32(index)],
};

const coreSorts = { func: 0, table: 1, memory: 2, global: 3, instance: 0x12 } as const;
const sorts = { func: [1], type: [3], component: [4], instance: [5], module: [0, 0x11] } as const;

type CoreSort = keyof typeof coreSorts;
type Sort = keyof typeof sorts;

/** Builds a component definition by definition; methods give the index that the definition gets. */
export class ComponentBuilder {
  readonly #sections: number[][] = [];
  readonly #counts = new Map<string, number>();

  #add(space: string, id: number, content: Bytes, isVector = true): number {
    this.#sections.push(section(id, isVector ? [1, ...content] : content));
    const index = this.#counts.get(space) ?? 0;
    this.#counts.set(space, index + 1);
    return index;
  }

  bytes(): Uint8Array {
    return component(...this.#sections);
  }

  custom(label: string, ...content: Bytes): void {
    this.#sections.push(section(0, [...name(label), ...content]));
  }

  coreModule(bytes: Bytes): number {
    return this.#add("module", 1, bytes, false);
  }

  coreInstance(module: number, args: Readonly<Record<string, number>> = {}): number {
    const entries = Object.entries(args).map(([label, instance]) => [
      ...name(label),
      coreSorts.instance,
      ...u32(instance),
    ]);
    return this.#add("core instance", 2, [0, ...u32(module), ...vector(entries)]);
  }

  coreExports(items: Readonly<Record<string, readonly [CoreSort, number]>>): number {
    const entries = Object.entries(items).map(([label, [sort, index]]) => [
      ...name(label),
      coreSorts[sort],
      ...u32(index),
    ]);
    return this.#add("core instance", 2, [1, ...vector(entries)]);
  }

  component(bytes: Uint8Array): number {
    return this.#add("component", 4, [...bytes], false);
  }

  instance(
    instantiated: number,
    args: Readonly<Record<string, readonly [Sort, number]>> = {},
  ): number {
    const entries = Object.entries(args).map(([label, [sort, index]]) => [
      ...name(label),
      ...sorts[sort],
      ...u32(index),
    ]);
    return this.#add("instance", 5, [0, ...u32(instantiated), ...vector(entries)]);
  }

  instanceExports(items: Readonly<Record<string, readonly [Sort, number]>>): number {
    const entries = Object.entries(items).map(([label, [sort, index]]) => [
      0,
      ...name(label),
      ...sorts[sort],
      ...u32(index),
    ]);
    return this.#add("instance", 5, [1, ...vector(entries)]);
  }

  alias(sort: Sort, instance: number, label: string): number {
    return this.#add(sort, 6, [...sorts[sort], 0, ...u32(instance), ...name(label)]);
  }

  outerType(count: number, type: number): number {
    return this.#add("type", 6, [...sorts.type, 2, ...u32(count), ...u32(type)]);
  }

  outerComponent(count: number, index: number): number {
    return this.#add("component", 6, [...sorts.component, 2, ...u32(count), ...u32(index)]);
  }

  coreAlias(sort: CoreSort, instance: number, label: string): number {
    return this.#add(`core ${sort}`, 6, [0, coreSorts[sort], 1, ...u32(instance), ...name(label)]);
  }

  /** A core type: `[0x50, …]` is a module type. */
  coreType(type: Bytes): number {
    return this.#add("core type", 3, type);
  }

  type(type: Bytes): number {
    return this.#add("type", 7, type);
  }

  lift(core: number, type: number, ...opts: readonly Bytes[]): number {
    return this.#add("func", 8, [0, 0, ...u32(core), ...vector(opts), ...u32(type)]);
  }

  lower(lifted: number, ...opts: readonly Bytes[]): number {
    return this.#add("core func", 8, [1, 0, ...u32(lifted), ...vector(opts)]);
  }

  /** Any other canonical definition: opcode and immediates. */
  canon(...bytes: Bytes): number {
    return this.#add("core func", 8, bytes);
  }

  /** @param attributes `[1, …]` is a `versionsuffix` */
  import(label: string, sort: Sort, type: number, ...attributes: readonly Bytes[]): number {
    const named =
      attributes.length === 0 ? [0, ...name(label)] : [2, ...name(label), ...vector(attributes)];
    return this.#add(sort, 10, [...named, ...sorts[sort], ...u32(type)]);
  }

  importResource(label: string): number {
    return this.#add("type", 10, [0, ...name(label), ...sorts.type, 1]);
  }

  export(label: string, sort: Sort, index: number): number {
    return this.#add(sort, 11, [0, ...name(label), ...sorts[sort], ...u32(index), 0]);
  }

  /** Exports a function with another type than its own: one that uses exported names of resources. */
  exportAs(label: string, lifted: number, type: number): number {
    return this.#add("func", 11, [
      0,
      ...name(label),
      ...sorts.func,
      ...u32(lifted),
      1,
      ...sorts.func,
      ...u32(type),
    ]);
  }
}

export interface CoreFunction {
  readonly params?: Bytes;
  readonly results?: Bytes;
  readonly locals?: Bytes;
  /** Instructions without the final `end`. */
  readonly body: Bytes;
  readonly export?: string;
}

export interface CoreModuleParts {
  /** Imported functions: they come first in the function index space. */
  readonly imports?: readonly {
    readonly module: string;
    readonly name: string;
    readonly params?: Bytes;
    readonly results?: Bytes;
  }[];
  readonly importedMemory?: { readonly module: string; readonly name: string };
  readonly functions?: readonly CoreFunction[];
  /** Pages of a memory that is exported as `memory`. */
  readonly memory?: number;
  /** Mutable i32 globals by their first value. */
  readonly globals?: readonly number[];
  /** Whether the module has a tag, without values, that {@link op.throw} throws. */
  readonly tag?: boolean;
  readonly data?: readonly { readonly offset: number; readonly bytes: Bytes }[];
  readonly start?: number;
}

export const i32 = 0x7f;

/** Instructions. */
export const op = {
  unreachable: [0x00],
  drop: [0x1a],
  end: [0x0b],
  call: (index: number): number[] => [0x10, ...u32(index)],
  get: (local: number): number[] => [0x20, ...u32(local)],
  set: (local: number): number[] => [0x21, ...u32(local)],
  globalGet: (index: number): number[] => [0x23, ...u32(index)],
  globalSet: (index: number): number[] => [0x24, ...u32(index)],
  const: (value: number): number[] => [0x41, ...s32(value)],
  add: [0x6a],
  sub: [0x6b],
  mul: [0x6c],
  and: [0x71],
  throw: [0x08, 0],
  load: (offset?: number): number[] => [0x28, 2, ...u32(offset ?? 0)],
  /** Runs `handler` when `body` throws anything that WebAssembly can catch; both give nothing. */
  catchAll: (body: Bytes, handler: Bytes): number[] => [
    ...[0x06, 0x40, ...body],
    ...[0x19, ...handler, 0x0b],
  ],
  store: (offset?: number): number[] => [0x36, 2, ...u32(offset ?? 0)],
} as const;

/** A core module. */
export function coreModule(parts: CoreModuleParts): number[] {
  const { imports = [], importedMemory: memory, functions = [], globals = [], data = [] } = parts;
  const signature = (item: { readonly params?: Bytes; readonly results?: Bytes }): number[] => [
    0x60,
    ...u32(item.params?.length ?? 0),
    ...(item.params ?? []),
    ...u32(item.results?.length ?? 0),
    ...(item.results ?? []),
  ];
  const exported = functions.flatMap((item, index) =>
    item.export === undefined ? [] : [[...name(item.export), 0x00, ...u32(imports.length + index)]],
  );
  if (parts.memory !== undefined) {
    exported.push([...name("memory"), 0x02, 0]);
  }
  const optional = (id: number, items: readonly Bytes[]): number[] =>
    items.length === 0 ? [] : section(id, vector(items));
  return [
    ...corePreamble,
    ...optional(1, [...imports, ...functions, ...(parts.tag === true ? [{}] : [])].map(signature)),
    ...optional(2, [
      ...imports.map((item, index) => [...name(item.module), ...name(item.name), 0, ...u32(index)]),
      ...(memory === undefined ? [] : [[...name(memory.module), ...name(memory.name), 2, 0, 0]]),
    ]),
    ...optional(
      3,
      functions.map((_, index) => u32(imports.length + index)),
    ),
    ...(parts.memory === undefined ? [] : section(5, [1, 0, ...u32(parts.memory)])),
    ...(parts.tag === true ? section(13, [1, 0, ...u32(imports.length + functions.length)]) : []),
    ...optional(
      6,
      globals.map((value) => [i32, 1, ...op.const(value), ...op.end]),
    ),
    ...optional(7, exported),
    ...(parts.start === undefined ? [] : section(8, u32(parts.start))),
    ...optional(
      10,
      functions.map((item) => {
        const locals = item.locals ?? [];
        const body = [...vector(locals.map((type) => [1, type])), ...item.body, ...op.end];
        return [...u32(body.length), ...body];
      }),
    ),
    ...optional(
      11,
      data.map((item) => [
        0,
        ...op.const(item.offset),
        ...op.end,
        ...u32(item.bytes.length),
        ...item.bytes,
      ]),
    ),
  ];
}

/** A `realloc` that takes memory from the global's value on and frees none; it rounds sizes up to 8. */
export function bumpRealloc(global: number): CoreFunction {
  const [oldPointer, oldSize, newSize, result] = [0, 1, 3, 4];
  return {
    export: "realloc",
    params: [i32, i32, i32, i32],
    results: [i32],
    locals: [i32],
    body: [
      ...[...op.get(oldSize), ...op.get(newSize), 0x4f],
      ...[0x04, 0x40, ...op.get(oldPointer), 0x0f, 0x0b],
      ...[...op.globalGet(global), ...op.set(result)],
      ...[...op.get(result), ...op.get(newSize), ...op.add, ...op.const(7), ...op.add],
      ...[...op.const(-8), ...op.and, ...op.globalSet(global)],
      ...[...op.get(result), ...op.get(oldPointer), ...op.get(oldSize), 0xfc, 0x0a, 0, 0],
      ...op.get(result),
    ],
  };
}
