import { coreSections } from "./core-sections.js";
import { decodeCoreModule } from "./decode-core-module.js";
import { readTableType } from "./decode-core-type.js";
import type { CoreModule, CoreModuleSections, CoreReferenceType } from "./model.js";
import type { Reader } from "./reader.js";

// The two modules by which wit-component lets a module import functions that need the module's own memory: one calls
// through a table, the other puts the functions into the table once they can be made.

/** A module whose functions only call, with their own arguments, what stands in its table. */
export interface ShimModule {
  /** By exported name: where in the table the function stands that is called, and its type. */
  readonly forwards: ReadonlyMap<string, { readonly index: number; readonly type: string }>;
  /** The names that its table is exported under. */
  readonly tables: ReadonlySet<string>;
  readonly tableSize: bigint;
}

/** A module that only puts functions that it imports into a table that it imports. */
export interface FixupModule {
  readonly table: ImportName;
  /** What is put where in the table. */
  readonly functions: ReadonlyMap<number, ImportName & { readonly type: string }>;
}

interface ImportName {
  readonly module: string;
  readonly name: string;
}

const sections = { type: 1, import: 2, function: 3, table: 4, export: 7, element: 9, code: 10 };
const opcodes = { end: 0x0b, callIndirect: 0x11, localGet: 0x20, i32Const: 0x41 };
const TABLE = 1;

/** Reads a module that may be a shim; `undefined` if any byte of its code says that it is not. */
export function readShim(module: CoreModule): ShimModule | undefined {
  const found = coreSections(module);
  const { type, function: functions, table, export: exported, code } = sections;
  const [functionSection, tableSection, exportSection, codeSection] = only(found, type, [
    functions,
    table,
    exported,
    code,
  ]);
  if (!functionSection || !tableSection || !exportSection || !codeSection) {
    return undefined;
  }
  const { types } = decodeCoreModule(module);
  const tableSize = readTable(tableSection);
  const signatures = vector(functionSection, () => {
    const index = functionSection.u32();
    return { index, signature: plainSignature(types, index) };
  });
  const targets = vector(codeSection, (position) => {
    const own = signatures[position];
    return readForward(codeSection.sub(codeSection.u32()), own?.index, own?.signature?.params);
  });
  const forwards = new Map<string, { readonly index: number; readonly type: string }>();
  const tables = new Set<string>();
  let isShim = tableSize !== undefined;
  vector(exportSection, () => {
    const name = exportSection.name();
    const kind = exportSection.byte();
    const position = exportSection.u32();
    const index = targets[position];
    const text = signatures[position]?.signature?.text;
    // With these sections there is nothing else than functions and tables.
    if (kind === TABLE) {
      tables.add(name);
    } else if (index !== undefined && text !== undefined) {
      forwards.set(name, { index, type: text });
    } else {
      isShim = false;
    }
  });
  return isShim && tableSize !== undefined ? { forwards, tables, tableSize } : undefined;
}

/** Reads a module that may be the second of the two. */
export function readFixup(module: CoreModule): FixupModule | undefined {
  const found = coreSections(module);
  const [imported, element] = only(found, sections.type, [sections.import, sections.element]);
  if (!imported || !element) {
    return undefined;
  }
  const { types, imports } = decodeCoreModule(module);
  const functions = imports.flatMap((each) =>
    each.type.kind === "core-function"
      ? [{ ...each, type: plainSignature(types, each.type.type)?.text }]
      : [],
  );
  const [table, ...others] = imports.filter((each) => each.type.kind !== "core-function");
  const filled = readElements(element);
  if (table?.type.kind !== "core-table" || others.length > 0 || filled === undefined) {
    return undefined;
  }
  const placed = new Map<number, ImportName & { readonly type: string }>();
  for (const [position, index] of filled.functions.entries()) {
    const { type, module: from = "", name = "" } = functions[index] ?? {};
    if (type === undefined) {
      return undefined;
    }
    placed.set(filled.start + position, { module: from, name, type });
  }
  return { table, functions: placed };
}

/** The sections with these ids, if a module has these and types but no others. */
function only(
  found: ReadonlyMap<number, Reader>,
  type: number,
  wanted: readonly number[],
): readonly Reader[] {
  const isExact =
    found.has(type) && found.size === wanted.length + 1 && wanted.every((id) => found.has(id));
  return isExact ? wanted.flatMap((id) => found.get(id) ?? []) : [];
}

/** Limits that engines agree on, as for all core modules. */
const MAX_ITEMS = 1_000_000;

function vector<T>(reader: Reader, read: (position: number) => T): readonly T[] {
  let position = 0;
  return reader.vector("items", MAX_ITEMS, () => read(position++));
}

/** The type of a function with numbers only, as text; types of other modules are the same where their texts are. */
function plainSignature(
  types: CoreModuleSections["types"],
  index: number,
): { readonly text: string; readonly params: number } | undefined {
  const { composite, groupSize, final, supertypes } = types[index] ?? {};
  if (composite?.kind !== "function" || groupSize !== 1 || final !== true || supertypes?.length) {
    return undefined;
  }
  const { params, results } = composite;
  const numbers = [...params, "->", ...results].filter((type) => typeof type === "string");
  return numbers.length === params.length + results.length + 1
    ? { text: numbers.join(" "), params: params.length }
    : undefined;
}

/** The size of a table of functions, if it is the only one. */
function readTable(section: Reader): bigint | undefined {
  if (section.u32() !== 1 || section.peek() === 0x40) {
    return undefined;
  }
  const { element, limits } = readTableType(section);
  return isFunctionReference(element) && section.atEnd ? limits.minimum : undefined;
}

function isFunctionReference({ nullable, heap }: CoreReferenceType): boolean {
  return nullable && heap === "func";
}

/** Where in the table a function calls, if that is all it does. */
function readForward(
  body: Reader,
  type: number | undefined,
  params: number | undefined,
): number | undefined {
  if (type === undefined || params === undefined || body.u32() !== 0) {
    return undefined;
  }
  for (let param = 0; param < params; param++) {
    if (body.byte() !== opcodes.localGet || body.u32() !== param) {
      return undefined;
    }
  }
  if (body.byte() !== opcodes.i32Const) {
    return undefined;
  }
  const index = body.s33();
  const isCall = body.byte() === opcodes.callIndirect && body.u32() === type && body.u32() === 0;
  return isCall && body.byte() === opcodes.end && body.atEnd && index >= 0 ? index : undefined;
}

/** The functions of one active segment for table 0. */
function readElements(
  section: Reader,
): { readonly start: number; readonly functions: readonly number[] } | undefined {
  if (section.u32() !== 1 || section.u32() !== 0 || section.byte() !== opcodes.i32Const) {
    return undefined;
  }
  const start = section.s33();
  if (start < 0 || section.byte() !== opcodes.end) {
    return undefined;
  }
  const functions = vector(section, () => section.u32());
  return section.atEnd ? { start, functions } : undefined;
}
