import { assertNever } from "../assert.js";
import type { AbiType, MapType, OptionType, RecordType, VariantLike } from "./abi-type.js";
import { contains } from "./contains.js";
import {
  array,
  assign,
  binary,
  call,
  cast,
  conditional,
  constant,
  construct,
  element,
  evaluate,
  giveBack,
  literal,
  name,
  object,
  perform,
  property,
  runtimeCall,
  parameter,
  typescript,
  unsigned,
  variable,
  when,
  type Expression,
  type GlueFunction,
  type Statement,
} from "./glue-form.js";
import {
  block,
  createScope,
  define,
  internal,
  isShared,
  sharedFunction,
  wantedName,
  withBoundNames,
  type CompoundType,
  type GlueModule,
  type GlueScope,
} from "./glue-module.js";
import {
  address,
  bound,
  entryType,
  isRange,
  inheritedNames,
  memory,
  numberListName,
  stringFunction,
  type RangeType,
} from "./glue-value.js";
import { hostCases, isTaggedOption } from "./host-value-glue.js";
import { labelKeys } from "./label-keys.js";
import { discriminantSize, flagsSize, recordLayout } from "./layout.js";
import { checkedCase, liftEnum, liftFlags, liftHandle } from "./lift-leaf.js";
import { bindLifted, bindLiteral, inSequence } from "./lift-order.js";
import { memorySource, type CaseSource, type Source } from "./lift-source.js";

// Loading and Flat Lifting of CanonicalABI.md: they differ in where values come from.

/**
 * Lifts a value (definitions.py `load` and `lift_flat`): gives it as an expression, after statements in the scope for
 * what cannot be one.
 */
export function lift(scope: GlueScope, type: AbiType, source: Source): Expression {
  const { place } = source;
  switch (type.kind) {
    case "bool":
      return binary(uncast(source.integer(1)), "!==", 0);
    case "s8":
    case "u8":
    case "s16":
    case "u16":
    case "s32":
    case "u32":
    case "s64":
    case "u64":
    case "f32":
    case "f64":
      return source.number(type.kind);
    case "char":
      return runtimeCall("liftChar", source.integer(4));
    case "string":
      // The common case has a function of its own, which keeps glue short.
      return place !== undefined && isPlainUtf8(scope.module)
        ? runtimeCall("loadString", memory, address(place))
        : liftRange(scope, type, source);
    case "map":
      return liftRange(scope, type, source);
    case "list":
      return type.length === undefined
        ? liftRange(scope, type, source)
        : liftFixedList(scope, type.element, type.length, source);
    case "record":
    case "tuple":
    case "variant":
    case "option":
    case "result":
      return place !== undefined && isShared(type)
        ? call(sharedLoad(scope, type), [bound, address(place)])
        : liftCompound(scope, type, source);
    case "enum": {
      const count = type.labels.length;
      return liftEnum(
        scope.module,
        type,
        checkedCase(
          source,
          place === undefined
            ? unsigned(source.integer(4))
            : source.integer(discriminantSize(count)),
          count,
        ),
      );
    }
    case "flags":
      return liftFlags(scope.module, type, source.integer(flagsSize(type.labels.length)));
    case "own":
    case "borrow":
      return liftHandle(scope, type, source.integer(4));
    case "stream":
    case "future":
    case "error-context":
      // Functions with these types are refused as a whole.
      return literal(undefined);
    default:
      return assertNever(type);
  }
}

function isPlainUtf8({ options }: GlueModule): boolean {
  return options.stringEncoding === "utf8" && options.values === "host";
}

function liftFixedList(
  scope: GlueScope,
  elementType: AbiType,
  length: number,
  source: Source,
): Expression {
  return source.place === undefined
    ? liftTuple(scope, new Array<AbiType>(length).fill(elementType), source)
    : loadLoop(scope, elementType, address(source.place), literal(length));
}

/** The function that loads values of a type, made on first use. */
function sharedLoad(scope: GlueScope, type: CompoundType): Expression {
  return sharedFunction(scope.module, "load", type, (home, declared): GlueFunction => {
    const inner = createScope(home, false, {}, ["pointer"]);
    const source = memorySource({ base: name("pointer"), offset: 0 });
    if (type.kind === "variant") {
      liftCases(inner, type, source, source.cases(type), giveBack);
    } else {
      inner.statements.push(giveBack(liftCompound(inner, type, source)));
    }
    return {
      name: declared,
      params: [parameter("bound", "Bound"), parameter("pointer", "number")],
      result: type,
      body: withBoundNames(inner.statements),
    };
  });
}

function liftCompound(scope: GlueScope, type: CompoundType, source: Source): Expression {
  switch (type.kind) {
    case "record":
      return liftRecord(scope, type, source);
    case "tuple":
      return liftTuple(scope, type.types, source);
    case "option":
      return liftOption(scope, type, source);
    case "variant":
    case "result": {
      const { discriminant, payload } = source.cases(type);
      const cases = {
        discriminant:
          source.place === undefined ? define(scope, "discriminant", discriminant) : discriminant,
        payload,
      };
      return assigned(scope, type, (sink) => {
        liftCases(scope, type, source, cases, sink);
      });
    }
    default:
      return assertNever(type);
  }
}

function liftTuple(scope: GlueScope, types: readonly AbiType[], source: Source): Expression {
  const parts = source.fields(types);
  return array(
    inSequence(scope, types, (inner, type, index) => lift(inner, type, parts[index] ?? source)),
  );
}

/**
 * Makes a record of its lifted fields. Fields that are options stand in no literal: none means that the property is not
 * there.
 */
function liftRecord(scope: GlueScope, type: RecordType, source: Source): Expression {
  const labels = type.fields.map((field) => field.label);
  const keys = labelKeys(labels);
  const types = type.fields.map((field) => field.type);
  const isOptional = types.map((each) => each.kind === "option" && !isTaggedOption(each));
  const parts = source.fields(types);
  const liftField = (inner: GlueScope, each: AbiType, index: number): Expression => {
    const value = lift(inner, each, parts[index] ?? source);
    return isOptional[index] === true ? bindLifted(inner, each, value) : value;
  };
  const values = inSequence(scope, types, liftField, labels);
  const properties = values.map((value, index) => [keys[index] ?? "", value] as const);
  const required = object(properties.filter((_, index) => isOptional[index] !== true));
  if (!isOptional.includes(true)) {
    return required;
  }
  // To TypeScript, an object without such a property has the one that it inherits.
  const seemsWrong = keys.some(
    (key, index) => isOptional[index] === true && inheritedNames.has(key),
  );
  const partial = seemsWrong ? cast(cast(required, typescript("unknown")), type) : required;
  const record = define(scope, wantedName(scope, "record"), partial, type);
  for (const [key, value] of properties.filter((_, index) => isOptional[index] === true)) {
    const isSome = binary(value, "!==", literal(undefined));
    scope.statements.push(when(isSome, [assign(property(record, key), value)]));
  }
  return record;
}

/** Declares a variable that `fill` gives its value on every way. */
function assigned(
  scope: GlueScope,
  type: AbiType,
  fill: (sink: (value: Expression) => Statement) => void,
): Expression {
  const target = internal(scope, wantedName(scope, "value"));
  scope.statements.push(variable(target, type));
  fill((value) => assign(name(target), value));
  return name(target);
}

/** An option as `T | undefined`, or tagged where T is an option itself. */
function liftOption(scope: GlueScope, type: OptionType, source: Source): Expression {
  const { discriminant, payload } = source.cases(type);
  const isSome = binary(checkedCase(source, discriminant, 2), "!==", 0);
  const inner = block(scope);
  const value = lift(inner, type.type, payload(type.type));
  const tagged = isTaggedOption(type);
  const some = tagged ? taggedValue("some", value) : uncast(value);
  const none = tagged ? taggedValue("none") : literal(undefined);
  if (inner.statements.length === 0) {
    return conditional(isSome, some, none);
  }
  return assigned(scope, type, (sink) => {
    scope.statements.push(when(isSome, [...inner.statements, sink(some)], [sink(none)]));
  });
}

/** Leaves out a cast that says that an element is there, where none is as good. */
function uncast(value: Expression): Expression {
  return value.kind === "cast" && value.value.kind === "element" ? value.value : value;
}

function taggedValue(tag: string, value?: Expression): Expression {
  return object([["tag", tag], ...(value === undefined ? [] : [["val", value] as const])]);
}

/** Lifts the case that a discriminant names, as `{ tag, val }`. */
function liftCases(
  scope: GlueScope,
  type: VariantLike,
  source: Source,
  { discriminant, payload }: CaseSource,
  sink: (value: Expression) => Statement,
): void {
  const cases = hostCases(type);
  const subject =
    discriminant.kind === "name" ? discriminant : define(scope, "discriminant", discriminant);
  const bad = source.place === undefined ? "badFlatCase" : "badCase";
  scope.statements.push({
    kind: "switch",
    subject,
    cases: cases.map((each) => {
      const inner = block(scope);
      const value = each.type && lift(inner, each.type, payload(each.type));
      return {
        value: each.index,
        body: [...inner.statements, sink(taggedValue(each.label, value))],
      };
    }),
    otherwise: [perform(bad, subject, cases.length)],
  });
}

/** Copies a string, list or map out of memory (definitions.py `load_string_from_range`, `load_list_from_range`). */
function liftRange(scope: GlueScope, type: RangeType, source: Source): Expression {
  const [pointer, length] = source.range();
  switch (type.kind) {
    case "string":
      return runtimeCall(stringFunction(scope.module, "lift"), memory, pointer, length);
    case "list": {
      const numbers = numberListName(type.element);
      return numbers === undefined
        ? liftElements(scope, type.element, pointer, length)
        : runtimeCall(`lift${numbers}List`, memory, pointer, length);
    }
    case "map":
      return scope.module.options.values === "component"
        ? liftElements(scope, entryType(type), pointer, length)
        : liftMap(scope, type, pointer, length);
    default:
      return assertNever(type);
  }
}

/** Binds the range of a list and checks it. */
function checkedRange(
  scope: GlueScope,
  pointer: Expression,
  length: Expression,
  elementTypes: readonly AbiType[],
): { readonly start: Expression; readonly count: Expression } {
  const { alignment, size } = recordLayout(elementTypes);
  const start = internal(scope, "start");
  const count = internal(scope, "count");
  scope.statements.push(
    constant(start, pointer),
    constant(count, length),
    perform("checkList", memory, name(start), name(count), alignment, size),
  );
  return { start: name(start), count: name(count) };
}

function liftElements(
  scope: GlueScope,
  elementType: AbiType,
  pointer: Expression,
  length: Expression,
): Expression {
  const { start, count } = checkedRange(scope, pointer, length, [elementType]);
  return loadLoop(scope, elementType, start, count);
}

/** Loads `count` elements one after the other into a new array. */
function loadLoop(
  scope: GlueScope,
  elementType: AbiType,
  start: Expression,
  count: Expression,
): Expression {
  const list = internal(scope, wantedName(scope, "list"));
  const loop = loadEach(scope, start, count, [elementType], (body, source, index) =>
    assign(element(name(list), index), lift(body, elementType, source)),
  );
  scope.statements.push(constant(list, construct("Array", [count], elementType)), loop);
  return name(list);
}

function liftMap(
  scope: GlueScope,
  type: MapType,
  pointer: Expression,
  length: Expression,
): Expression {
  const types = [type.key, type.value];
  const { start, count } = checkedRange(scope, pointer, length, types);
  const map = internal(scope, wantedName(scope, "map"));
  const loop = loadEach(scope, start, count, types, (body, source) => {
    const parts = source.fields(types);
    const entry = inSequence(body, types, (inner, each, index) => {
      const value = lift(inner, each, parts[index] ?? source);
      return index === 0 ? value : bindLiteral(inner, each, value, "entry");
    });
    return evaluate(call(property(name(map), "set"), entry));
  });
  scope.statements.push(constant(map, construct("Map", [], type.key, type.value)), loop);
  return name(map);
}

/**
 * A loop over elements in memory, each a sequence of types, which ends each round with the statement that `use` makes.
 * Where elements lead to more of the memory, what they cost is bounded.
 */
function loadEach(
  scope: GlueScope,
  start: Expression,
  length: Expression,
  types: readonly AbiType[],
  use: (body: GlueScope, source: Source, index: Expression) => Statement,
): Statement {
  const index = internal(scope, "index");
  const pointer = internal(scope, "elementPointer");
  const body = block(scope);
  if (types.some((type) => contains(type, isRange))) {
    const before = define(scope, "before", property(memory, "lifted"));
    body.statements.push(perform("checkLifted", memory, before));
  }
  const last = use(body, memorySource({ base: name(pointer), offset: 0 }), name(index));
  return {
    kind: "loop",
    index,
    length,
    pointer: { name: pointer, start, step: recordLayout(types).size },
    body: [...body.statements, last],
  };
}
