import { assertNever } from "../assert.js";
import type { AbiType, MapType } from "./abi-type.js";
import { describeType } from "./describe-type.js";
import {
  assign,
  binary,
  call,
  constant,
  destructure,
  evaluate,
  literal,
  name,
  property,
  runtimeCall,
  typescript,
  variable,
  type Expression,
  type GlueFunction,
  type Statement,
} from "./glue-form.js";
import {
  block,
  createScope,
  internal,
  isShared,
  sharedFunction,
  type GlueModule,
  type GlueScope,
} from "./glue-module.js";
import {
  address,
  at,
  bind,
  bound,
  item,
  member,
  memory,
  numberListName,
  tupleItem,
  valueArguments,
  type HostValue,
  type Place,
} from "./glue-value.js";
import {
  checkedArray,
  checkedObject,
  hostValueArgument,
  hostValueParameters,
  lowerEnum,
  lowerFlags,
  lowerHandle,
  lowerNumber,
  switchOnCase,
  type VariantLike,
} from "./host-value-glue.js";
import { labelKeys } from "./label-keys.js";
import {
  alignment,
  discriminantSize,
  elemSize,
  fieldOffsets,
  flagsSize,
  payloadOffset,
  payloadTypes,
  recordLayout,
} from "./layout.js";

// Storing of CanonicalABI.md.

/** Stores a value at an aligned address that is known to be in bounds (definitions.py `store`). */
export function store(scope: GlueScope, type: AbiType, value: HostValue, place: Place): void {
  switch (type.kind) {
    case "bool":
      return storeInt(scope, place, 1, runtimeCall("lowerBool", ...valueArguments(value)));
    case "s8":
    case "u8":
    case "s16":
    case "u16":
    case "s32":
    case "u32":
    case "s64":
    case "u64":
      return storeInt(scope, place, elemSize(type), lowerNumber(type.kind, value));
    case "f32":
    case "f64":
      return push(
        scope,
        runtimeCall(
          `store${type.kind.toUpperCase()}`,
          memory,
          address(place),
          lowerNumber(type.kind, value),
        ),
      );
    case "char":
      return storeInt(scope, place, 4, runtimeCall("lowerChar", ...valueArguments(value)));
    case "string":
    case "map":
      return storeRange(scope, type, value, place);
    case "list":
      return type.length === undefined
        ? storeRange(scope, type, value, place)
        : storeFixedList(scope, type.element, type.length, value, place);
    case "record":
    case "variant":
    case "tuple":
    case "option":
    case "result":
      return isShared(type)
        ? push(
            scope,
            call(sharedStore(scope, type), [bound, address(place), ...valueArguments(value)]),
          )
        : storeCompound(scope, type, value, place);
    case "enum":
      return storeInt(
        scope,
        place,
        discriminantSize(type.labels.length),
        lowerEnum(scope.module, type, value),
      );
    case "flags":
      return storeInt(
        scope,
        place,
        flagsSize(type.labels.length),
        lowerFlags(scope.module, type, value),
      );
    case "own":
    case "borrow":
      return storeInt(scope, place, 4, lowerHandle(scope, type, value));
    case "stream":
    case "future":
    case "error-context":
      // Functions with these types are refused as a whole.
      return;
    default:
      return assertNever(type);
  }
}

function push(scope: GlueScope, expression: Expression): void {
  scope.statements.push(evaluate(expression));
}

function storeRange(scope: GlueScope, type: RangeType, value: HostValue, place: Place): void {
  const range = lowerRange(scope, type, value);
  storeInt(scope, place, 4, range.pointer);
  storeInt(scope, at(place, 4), 4, range.length);
}

/** Stores an integer of 1, 2, 4 or 8 bytes (definitions.py `store_int`). */
export function storeInt(scope: GlueScope, place: Place, size: number, value: Expression): void {
  push(scope, runtimeCall(`storeU${size * 8}`, memory, address(place), value));
}

type CompoundType = Extract<
  AbiType,
  { kind: "record" | "variant" | "tuple" | "option" | "result" }
>;

/** The function that stores values of a type, made on first use. */
function sharedStore(scope: GlueScope, type: CompoundType): Expression {
  return sharedFunction(scope.module, "store", type, (home, declared): GlueFunction => {
    const inner = createScope(home, false);
    storeCompound(inner, type, hostValueArgument, { base: name("pointer"), offset: 0 });
    return {
      name: declared,
      params: [
        { name: "bound", type: typescript("Bound") },
        { name: "pointer", type: typescript("number") },
        ...hostValueParameters(type),
      ],
      body: withBoundNames(inner.statements),
    };
  });
}

function storeCompound(scope: GlueScope, type: CompoundType, value: HostValue, place: Place): void {
  switch (type.kind) {
    case "record":
      return storeRecord(scope, type, value, place);
    case "tuple":
      return storeTuple(scope, type, value, place);
    case "variant":
    case "option":
    case "result":
      return storeVariant(scope, type, value, place);
    default:
      return assertNever(type);
  }
}

/** Puts in front what a shared function's statements read from `bound`. */
export function withBoundNames(statements: readonly Statement[]): readonly Statement[] {
  const names = ["instance", "memory"].filter((each) => mentions(statements, each));
  return names.length === 0 ? statements : [destructure(names, bound), ...statements];
}

function mentions(node: unknown, wanted: string): boolean {
  if (typeof node !== "object" || node === null) {
    return false;
  }
  if ("kind" in node && node.kind === "name") {
    return (node as { readonly name?: unknown }).name === wanted;
  }
  return Object.values(node).some((child) => mentions(child, wanted));
}

function storeRecord(
  scope: GlueScope,
  type: Extract<AbiType, { kind: "record" }>,
  value: HostValue,
  place: Place,
): void {
  const record = checkedObject(scope, type, value);
  const keys = labelKeys(type.fields.map((field) => field.label));
  const offsets = fieldOffsets(type.fields.map((field) => field.type));
  type.fields.forEach((field, index) => {
    store(
      scope,
      field.type,
      member(record.value, keys[index] ?? field.label),
      at(place, offsets[index] ?? 0),
    );
  });
}

function storeVariant(scope: GlueScope, type: VariantLike, value: HostValue, place: Place): void {
  const types = payloadTypes(type);
  const size = discriminantSize(types.length);
  const payloadPlace = at(place, payloadOffset(types));
  switchOnCase(scope, type, value, (inner, each, payload) => {
    storeInt(inner, place, size, literal(each.index));
    if (each.type !== undefined) {
      store(inner, each.type, payload, payloadPlace);
    }
  });
}

function storeTuple(
  scope: GlueScope,
  type: Extract<AbiType, { kind: "tuple" }>,
  value: HostValue,
  place: Place,
): void {
  const tuple = checkedArray(scope, type, value, type.types.length);
  const offsets = fieldOffsets(type.types);
  type.types.forEach((each, index) => {
    store(scope, each, tupleItem(tuple.value, literal(index)), at(place, offsets[index] ?? 0));
  });
}

function storeFixedList(
  scope: GlueScope,
  elementType: AbiType,
  length: number,
  value: HostValue,
  place: Place,
): void {
  const type: AbiType = { kind: "list", element: elementType, length };
  const list = checkedArray(scope, type, value, length);
  storeLoop(scope, elementType, literal(length), address(place), (index) =>
    item(list.value, index, elementType),
  );
}

/** Stores `length` elements one after the other. */
function storeLoop(
  scope: GlueScope,
  elementType: AbiType,
  length: Expression,
  start: Expression,
  read: (index: Expression) => HostValue,
): void {
  const index = internal(scope, "index");
  const pointer = internal(scope, "elementPointer");
  const body = block(scope);
  store(body, elementType, read(name(index)), { base: name(pointer), offset: 0 });
  scope.statements.push({
    kind: "loop",
    index,
    length,
    pointer: { name: pointer, start, step: elemSize(elementType) },
    body: body.statements,
  });
}

/** The element type, size and check that a string, list or map is lowered by. */
export type RangeType = Extract<AbiType, { kind: "string" | "list" | "map" }>;

/** Where a string, list or map was put. The pointer has to be evaluated once, and before the length. */
export interface Range {
  readonly pointer: Expression;
  readonly length: Expression;
}

/** Copies a string, list or map into memory (definitions.py `store_string_into_range`, `store_list_into_range`). */
export function lowerRange(scope: GlueScope, type: RangeType, value: HostValue): Range {
  switch (type.kind) {
    case "string": {
      // A string of another component needs no check that could fail.
      const args = isBetweenComponents(scope.module) ? [value.value] : valueArguments(value);
      return copied(runtimeCall(lowerStringName(scope.module), bound, ...args));
    }
    case "list": {
      const numbers = numberListName(type.element);
      return numbers === undefined
        ? lowerElements(scope, type.element, describeType(type), value)
        : copied(runtimeCall(`lower${numbers}List`, bound, ...valueArguments(value)));
    }
    case "map":
      return isBetweenComponents(scope.module)
        ? lowerElements(scope, entryType(type), describeType(type), value)
        : lowerMap(scope, type, value);
    default:
      return assertNever(type);
  }
}

/** What a function of the runtime copied: it leaves the length in `memory.length`. */
function copied(pointer: Expression): Range {
  return { pointer, length: property(memory, "length") };
}

function isBetweenComponents({ options }: GlueModule): boolean {
  return options.values === "component";
}

function lowerStringName(module: GlueModule): string {
  const { stringEncoding, values } = module.options;
  const tagged = values === "component" ? "Tagged" : "";
  switch (stringEncoding) {
    case "utf8":
      return `lower${tagged}String`;
    case "utf16":
      return `lower${tagged}StringUtf16`;
    case "latin1+utf16":
      return `lower${tagged}StringLatin1OrUtf16`;
    default:
      return assertNever(stringEncoding);
  }
}

function lowerElements(
  scope: GlueScope,
  elementType: AbiType,
  description: string,
  value: HostValue,
): Range {
  const list = bind(scope, value, "list");
  scope.statements.push(
    evaluate(runtimeCall("checkArray", list.value, literal(description), list.owner, list.key)),
  );
  return storeElements(scope, elementType, property(list.value, "length"), (index) =>
    item(list.value, index, elementType),
  );
}

/** Allocates a block for `length` elements and stores each. */
function storeElements(
  scope: GlueScope,
  elementType: AbiType,
  length: Expression,
  read: (index: Expression) => HostValue,
): Range {
  const count = internal(scope, "count");
  const start = internal(scope, "start");
  scope.statements.push(
    constant(count, length),
    constant(
      start,
      runtimeCall(
        "allocateElements",
        bound,
        literal(alignment(elementType)),
        literal(elemSize(elementType)),
        name(count),
      ),
    ),
  );
  storeLoop(scope, elementType, name(count), name(start), read);
  return { pointer: name(start), length: name(count) };
}

function lowerMap(scope: GlueScope, type: MapType, value: HostValue): Range {
  const map = bind(scope, value, "map");
  scope.statements.push(
    evaluate(runtimeCall("checkMap", map.value, literal(describeType(type)), map.owner, map.key)),
  );
  const entry = recordLayout([type.key, type.value]);
  const count = internal(scope, "count");
  const start = internal(scope, "start");
  const pointer = internal(scope, "elementPointer");
  const key = internal(scope, "entryKey");
  const entryValue = internal(scope, "entryValue");
  const body = block(scope);
  const owner = map.value;
  const at = runtimeCall("mapKey", name(key));
  store(body, type.key, { value: name(key), owner, key: at }, { base: name(pointer), offset: 0 });
  store(
    body,
    type.value,
    { value: name(entryValue), owner, key: at },
    { base: name(pointer), offset: entryValueOffset(type) },
  );
  body.statements.push(assign(name(pointer), binary(name(pointer), "+", literal(entry.size))));
  scope.statements.push(
    constant(count, property(map.value, "size")),
    constant(
      start,
      runtimeCall(
        "allocateElements",
        bound,
        literal(entry.alignment),
        literal(entry.size),
        name(count),
      ),
    ),
    variable(pointer, undefined, name(start)),
    { kind: "entries", names: [key, entryValue], map: map.value, body: body.statements },
  );
  return { pointer: name(start), length: name(count) };
}

const entryTypes = new WeakMap<MapType, AbiType>();

/** The pair that a map is a list of: between components it stays one, duplicate keys included. */
export function entryType(type: MapType): AbiType {
  let entry = entryTypes.get(type);
  if (entry === undefined) {
    entry = { kind: "tuple", types: [type.key, type.value] };
    entryTypes.set(type, entry);
  }
  return entry;
}

/** Where the value of a map's entry stands in the pair. */
export function entryValueOffset(type: MapType): number {
  const valueAlignment = alignment(type.value);
  return Math.ceil(elemSize(type.key) / valueAlignment) * valueAlignment;
}
