import { assertNever } from "../assert.js";
import type { AbiType, MapType, VariantLike } from "./abi-type.js";
import { joinPayloads, payloadTypes } from "./flatten.js";
import {
  assign,
  binary,
  call,
  constant,
  evaluate,
  literal,
  name,
  property,
  runtimeCall,
  parameter,
  variable,
  type Expression,
  type GlueFunction,
} from "./glue-form.js";
import {
  block,
  createScope,
  define,
  internal,
  isShared,
  sharedFunction,
  withBoundNames,
  type CompoundType,
  type GlueScope,
} from "./glue-module.js";
import {
  address,
  at,
  bind,
  bound,
  entryType,
  item,
  member,
  memory,
  numberListName,
  stringFunction,
  tupleItem,
  valueArguments,
  type HostValue,
  type Place,
  type RangeType,
} from "./glue-value.js";
import {
  checked,
  checkedArray,
  checkedObject,
  hostValueArgument,
  hostValueParameters,
  lowerEnum,
  lowerFlags,
  lowerHandle,
  switchOnCase,
} from "./host-value-glue.js";
import { labelKeys } from "./label-keys.js";
import { discriminantSize, elemSize, flagsSize, payloadOffset, recordLayout } from "./layout.js";
import {
  flatSink,
  memorySink,
  slotSink,
  type FlatSink,
  type Range,
  type Sink,
} from "./lower-sink.js";

// Storing and Flat Lowering of CanonicalABI.md: they differ in where values go.

/** Lowers a host value, checked (definitions.py `store` and `lower_flat`); what has an effect goes into the scope. */
export function lower(scope: GlueScope, type: AbiType, value: HostValue, sink: Sink): void {
  const { place } = sink;
  switch (type.kind) {
    case "bool":
    case "s8":
    case "u8":
    case "s16":
    case "u16":
    case "s32":
    case "u32":
    case "s64":
    case "u64":
    case "char":
      sink.integer(scope, elemSize(type), lowerPrimitive(type.kind, value));
      break;
    case "f32":
    case "f64":
      sink.float(scope, type.kind, lowerPrimitive(type.kind, value));
      break;
    case "string":
    case "map":
      sink.range(scope, lowerRange(scope, type, value));
      break;
    case "list":
      if (type.length === undefined) {
        sink.range(scope, lowerRange(scope, type, value));
      } else {
        lowerFixedList(scope, type, type.length, value, sink);
      }
      break;
    case "record":
    case "tuple":
    case "variant":
    case "option":
    case "result":
      if (place !== undefined && isShared(type)) {
        const args = [bound, address(place), ...valueArguments(value)];
        scope.statements.push(evaluate(call(sharedStore(scope, type), args)));
      } else {
        lowerCompound(scope, type, value, sink);
      }
      break;
    case "enum":
      sink.integer(
        scope,
        discriminantSize(type.labels.length),
        lowerEnum(scope.module, type, value),
      );
      break;
    case "flags":
      sink.integer(scope, flagsSize(type.labels.length), lowerFlags(scope.module, type, value));
      break;
    case "own":
    case "borrow":
      sink.integer(scope, 4, lowerHandle(scope, type, value));
      break;
    case "stream":
    case "future":
    case "error-context":
      // Functions with these types are refused as a whole.
      break;
    default:
      assertNever(type);
  }
}

/** {@link lower} to flat core values. */
export function lowerFlat(
  scope: GlueScope,
  type: AbiType,
  value: HostValue,
): readonly Expression[] {
  const values: Expression[] = [];
  lower(scope, type, value, flatSink(values));
  return values;
}

/** Checks a value and gives it as core code gets it. */
function lowerPrimitive(kind: string, value: HostValue): Expression {
  const name = kind.charAt(0).toUpperCase() + kind.slice(1);
  return runtimeCall(`lower${name}`, ...valueArguments(value));
}

/** The function that stores values of a type, made on first use. */
function sharedStore(scope: GlueScope, type: CompoundType): Expression {
  return sharedFunction(scope.module, "store", type, (home, declared): GlueFunction => {
    const inner = createScope(home, false, {}, ["pointer", "value", "owner", "key"]);
    lowerCompound(inner, type, hostValueArgument, memorySink({ base: name("pointer"), offset: 0 }));
    return {
      name: declared,
      params: [
        parameter("bound", "Bound"),
        parameter("pointer", "number"),
        ...hostValueParameters(type),
      ],
      body: withBoundNames(inner.statements),
    };
  });
}

function lowerCompound(scope: GlueScope, type: CompoundType, value: HostValue, sink: Sink): void {
  switch (type.kind) {
    case "record": {
      const record = checkedObject(scope, type, value);
      const labels = type.fields.map((field) => field.label);
      const keys = labelKeys(labels);
      const types = type.fields.map((field) => field.type);
      lowerParts(scope, types, sink, (index) =>
        member(record.value, keys[index] ?? "", labels[index]),
      );
      break;
    }
    case "tuple": {
      const tuple = checkedArray(scope, type, value, type.types.length);
      lowerParts(scope, type.types, sink, (index) => tupleItem(tuple.value, literal(index)));
      break;
    }
    case "variant":
    case "option":
    case "result":
      if (sink.place === undefined) {
        lowerFlatVariant(scope, type, value, sink);
      } else {
        storeVariant(scope, type, value, sink.place);
      }
      break;
    default:
      assertNever(type);
  }
}

function lowerParts(
  scope: GlueScope,
  types: readonly AbiType[],
  sink: Sink,
  part: (index: number) => HostValue,
): void {
  const sinks = sink.fields(types);
  types.forEach((type, index) => {
    lower(scope, type, part(index), sinks[index] ?? sink);
  });
}

function storeVariant(scope: GlueScope, type: VariantLike, value: HostValue, place: Place): void {
  const types = payloadTypes(type);
  const payloadSink = memorySink(at(place, payloadOffset(types)));
  switchOnCase(scope, type, value, (inner, each, payload) => {
    memorySink(place).integer(inner, discriminantSize(types.length), literal(each.index));
    if (each.type !== undefined) {
      lower(inner, each.type, payload, payloadSink);
    }
  });
}

function lowerFlatVariant(
  scope: GlueScope,
  type: VariantLike,
  value: HostValue,
  sink: FlatSink,
): void {
  const types = payloadTypes(type);
  const setDiscriminant = types.length > 1 ? sink.slot(scope, "discriminant", "i32") : undefined;
  if (setDiscriminant === undefined) {
    sink.integer(scope, 4, define(scope, "discriminant", literal(0)));
  }
  const slots = joinPayloads(types).map((each) => sink.slot(scope, "flat", each));
  switchOnCase(scope, type, value, (inner, each, payload) => {
    if (each.index !== 0) {
      setDiscriminant?.(inner, literal(each.index), "i32");
    }
    if (each.type !== undefined) {
      lower(inner, each.type, payload, slotSink(slots));
    }
  });
}

function lowerFixedList(
  scope: GlueScope,
  type: Extract<AbiType, { kind: "list" }>,
  length: number,
  value: HostValue,
  sink: Sink,
): void {
  const { element } = type;
  const list = checkedArray(scope, type, value, length);
  const read = (index: Expression): HostValue => item(list.value, index, element);
  if (sink.place === undefined) {
    for (let index = 0; index < length; index++) {
      lower(scope, element, read(literal(index)), sink);
    }
  } else {
    storeLoop(scope, element, literal(length), address(sink.place), read);
  }
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
  lower(body, elementType, read(name(index)), memorySink({ base: name(pointer), offset: 0 }));
  scope.statements.push({
    kind: "loop",
    index,
    length,
    pointer: { name: pointer, start, step: elemSize(elementType) },
    body: body.statements,
  });
}

/** Copies a string, list or map into memory (definitions.py `store_string_into_range`, `store_list_into_range`). */
function lowerRange(scope: GlueScope, type: RangeType, value: HostValue): Range {
  const isHostValue = scope.module.options.values === "host";
  switch (type.kind) {
    case "string": {
      // A string of another component needs no check that could fail.
      const args = isHostValue ? valueArguments(value) : [value.value];
      return copied(runtimeCall(stringFunction(scope.module, "lower"), bound, ...args));
    }
    case "list": {
      const numbers = numberListName(type.element);
      return numbers === undefined
        ? lowerElements(scope, type.element, type, value)
        : copied(runtimeCall(`lower${numbers}List`, bound, ...valueArguments(value)));
    }
    case "map":
      return isHostValue
        ? lowerMap(scope, type, value)
        : lowerElements(scope, entryType(type), type, value);
    default:
      return assertNever(type);
  }
}

/** What a function of the runtime copied: it leaves the length in `memory.length`. */
function copied(pointer: Expression): Range {
  return { pointer, length: property(memory, "length") };
}

/** Allocates a block for the elements and stores each; `type`: of the whole list, for messages. */
function lowerElements(
  scope: GlueScope,
  elementType: AbiType,
  type: AbiType,
  value: HostValue,
): Range {
  const list = checked(scope, "checkArray", type, bind(scope, value, "list"));
  const range = allocated(scope, [elementType], property(list.value, "length"));
  storeLoop(scope, elementType, range.length, range.pointer, (index) =>
    item(list.value, index, elementType),
  );
  return range;
}

/** Allocates a block for `length` elements, each a sequence of types. */
function allocated(scope: GlueScope, types: readonly AbiType[], length: Expression): Range {
  const { alignment, size } = recordLayout(types);
  const count = internal(scope, "count");
  const start = internal(scope, "start");
  scope.statements.push(
    constant(count, length),
    constant(start, runtimeCall("allocateElements", bound, alignment, size, name(count))),
  );
  return { pointer: name(start), length: name(count) };
}

function lowerMap(scope: GlueScope, type: MapType, value: HostValue): Range {
  const map = checked(scope, "checkMap", type, bind(scope, value, "map"));
  const types = [type.key, type.value];
  const range = allocated(scope, types, property(map.value, "size"));
  const pointer = internal(scope, "elementPointer");
  const names = [internal(scope, "entryKey"), internal(scope, "entryValue")] as const;
  const body = block(scope);
  const key = runtimeCall("mapKey", name(names[0]));
  lowerParts(body, types, memorySink({ base: name(pointer), offset: 0 }), (index) => ({
    value: name(names[index] ?? ""),
    owner: map.value,
    key,
  }));
  body.statements.push(assign(name(pointer), binary(name(pointer), "+", recordLayout(types).size)));
  scope.statements.push(variable(pointer, undefined, range.pointer), {
    kind: "entries",
    names,
    map: map.value,
    body: body.statements,
  });
  return range;
}
