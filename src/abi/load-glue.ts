import { assertNever } from "../assert.js";
import type { AbiType, MapType, RecordType } from "./abi-type.js";
import {
  array,
  assign,
  binary,
  call,
  cast,
  conditional,
  constant,
  element,
  evaluate,
  giveBack,
  literal,
  name,
  object,
  property,
  runtimeCall,
  typescript,
  variable,
  type Annotation,
  type Expression,
  type GlueFunction,
  type Statement,
} from "./glue-form.js";
import {
  block,
  createScope,
  declareName,
  internal,
  isShared,
  resourceType,
  sharedFunction,
  type GlueModule,
  type GlueScope,
} from "./glue-module.js";
import {
  address,
  at,
  bound,
  inheritedNames,
  instance,
  memory,
  numberListName,
  type Place,
} from "./glue-value.js";
import { hostCases, isTaggedOption, type VariantLike } from "./host-value-glue.js";
import { labelKey, labelKeys } from "./label-keys.js";
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
import { entryType, entryValueOffset, withBoundNames } from "./store-glue.js";

// Loading of CanonicalABI.md.

/** Loads a value from an aligned address that is known to be in bounds (definitions.py `load`). */
export function load(scope: GlueScope, type: AbiType, place: Place): Expression {
  switch (type.kind) {
    case "bool":
      return binary(loadInt(place, 1), "!==", literal(0));
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
      return runtimeCall(`load${type.kind.toUpperCase()}`, memory, address(place));
    case "char":
      return runtimeCall("liftChar", loadInt(place, 4));
    case "string":
      return isPlainUtf8(scope.module)
        ? runtimeCall("loadString", memory, address(place))
        : liftRange(scope, type, loadInt(place, 4), loadInt(at(place, 4), 4));
    case "map":
      return liftRange(scope, type, loadInt(place, 4), loadInt(at(place, 4), 4));
    case "list":
      return type.length === undefined
        ? liftRange(scope, type, loadInt(place, 4), loadInt(at(place, 4), 4))
        : loadFixedList(scope, type, type.length, place);
    case "record":
    case "variant":
    case "tuple":
    case "option":
    case "result":
      return isShared(type)
        ? call(sharedLoad(scope, type), [bound, address(place)])
        : loadCompound(scope, type, place);
    case "enum":
      return liftEnum(
        scope.module,
        type,
        checkedCase(
          "memory",
          loadInt(place, discriminantSize(type.labels.length)),
          type.labels.length,
        ),
      );
    case "flags":
      return liftFlags(scope.module, type, loadInt(place, flagsSize(type.labels.length)));
    case "own":
    case "borrow":
      return liftHandle(scope, type, loadInt(place, 4));
    case "stream":
    case "future":
    case "error-context":
      // Functions with these types are refused as a whole.
      return literal(undefined);
    default:
      return assertNever(type);
  }
}

/** The common case has a function of its own, which keeps glue short. */
function isPlainUtf8({ options }: GlueModule): boolean {
  return options.stringEncoding === "utf8" && options.values === "host";
}

/** Whether a discriminant comes from memory or as a flat value: it decides the trap. */
export type CaseSource = "memory" | "flat";

/** A discriminant that is known to name a case. */
export function checkedCase(
  source: CaseSource,
  discriminant: Expression,
  count: number,
): Expression {
  const check = source === "memory" ? "checkCase" : "checkFlatCase";
  return runtimeCall(check, discriminant, literal(count));
}

/**
 * Lifts several values one after the other: what can trap, or takes a handle, is evaluated before the statements of later
 * values, so that the first trap is the specification's.
 */
export function inSequence(
  scope: GlueScope,
  types: readonly AbiType[],
  lift: (scope: GlueScope, index: number) => Expression,
): readonly Expression[] {
  const parts = types.map((_, index) => {
    const { statements, ...inner } = block(scope);
    return { value: lift({ ...inner, statements }, index), statements };
  });
  const last = parts.findLastIndex((part) => part.statements.length > 0);
  return parts.map(({ value, statements }, index) => {
    scope.statements.push(...statements);
    const type = types[index];
    if (index >= last || type === undefined || !hasEffect(value)) {
      return value;
    }
    const declared = internal(scope, "lifted");
    scope.statements.push(constant(declared, value, literalAnnotation(type, value)));
    return name(declared);
  });
}

// Loads and conversions of numbers, which cannot fail.
const plain = /^(load[SUF]\d+|liftU64|widen|wrap|f32OfBits|f64OfBits)$/;

/** Tells whether evaluating an expression may trap or take a handle. */
function hasEffect(value: Expression): boolean {
  switch (value.kind) {
    case "literal":
    case "name":
    case "runtime":
      return false;
    case "call":
      return (
        value.callee.kind !== "runtime" ||
        !plain.test(value.callee.name) ||
        value.args.some(hasEffect)
      );
    case "binary":
      return hasEffect(value.left) || hasEffect(value.right);
    case "cast":
      return hasEffect(value.value);
    case "object":
      return value.properties.some(([, property]) => hasEffect(property));
    case "array":
      return value.elements.some(hasEffect);
    default:
      return true;
  }
}

/** The annotation that a constant needs where its value is a literal that TypeScript would widen. */
export function literalAnnotation(type: AbiType, value: Expression): Annotation | undefined {
  return value.kind !== "call" && value.kind !== "name" && isWidened(type) ? type : undefined;
}

function isWidened(type: AbiType): boolean {
  switch (type.kind) {
    case "tuple":
    case "result":
      return true;
    case "option":
      return isTaggedOption(type) || isWidened(type.type);
    case "record":
      return type.fields.some((field) => isWidened(field.type));
    case "list":
      return type.length !== undefined && isWidened(type.element);
    default:
      return false;
  }
}

/** Loads an unsigned integer of 1, 2 or 4 bytes (definitions.py `load_int`). */
function loadInt(place: Place, size: number): Expression {
  return runtimeCall(`loadU${size * 8}`, memory, address(place));
}

type CompoundType = Extract<
  AbiType,
  { kind: "record" | "variant" | "tuple" | "option" | "result" }
>;

/** The function that loads values of a type, made on first use. */
function sharedLoad(scope: GlueScope, type: CompoundType): Expression {
  return sharedFunction(scope.module, "load", type, (home, declared): GlueFunction => {
    const inner = createScope(home, false);
    const place: Place = { base: name("pointer"), offset: 0 };
    if (type.kind === "variant") {
      loadCases(inner, type, place, (value) => giveBack(value));
    } else {
      inner.statements.push(giveBack(loadCompound(inner, type, place)));
    }
    return {
      name: declared,
      params: [
        { name: "bound", type: typescript("Bound") },
        { name: "pointer", type: typescript("number") },
      ],
      result: type,
      body: withBoundNames(inner.statements),
    };
  });
}

function loadCompound(scope: GlueScope, type: CompoundType, place: Place): Expression {
  switch (type.kind) {
    case "record": {
      const offsets = fieldOffsets(type.fields.map((field) => field.type));
      return liftRecord(scope, type, (inner, index) =>
        load(inner, type.fields[index]?.type ?? { kind: "bool" }, at(place, offsets[index] ?? 0)),
      );
    }
    case "tuple": {
      const offsets = fieldOffsets(type.types);
      return array(
        inSequence(scope, type.types, (inner, index) =>
          load(inner, type.types[index] ?? { kind: "bool" }, at(place, offsets[index] ?? 0)),
        ),
      );
    }
    case "option":
      return loadOption(scope, type, place);
    case "variant":
    case "result":
      return assigned(scope, type, (sink) => {
        loadCases(scope, type, place, sink);
      });
    default:
      return assertNever(type);
  }
}

/**
 * Makes a record of its lifted fields. Fields that are options stand in no literal: none means that the property is not
 * there.
 */
export function liftRecord(
  scope: GlueScope,
  type: RecordType,
  liftField: (scope: GlueScope, index: number) => Expression,
): Expression {
  const keys = labelKeys(type.fields.map((field) => field.label));
  const isOptional = type.fields.map(
    (field) => field.type.kind === "option" && !isTaggedOption(field.type),
  );
  const values = inSequence(
    scope,
    type.fields.map((field) => field.type),
    (inner, index) => {
      const value = liftField(inner, index);
      const fieldType = type.fields[index]?.type;
      if (isOptional[index] !== true || fieldType === undefined) {
        return value;
      }
      const option = internal(scope, `${keys[index] ?? ""}Option`);
      inner.statements.push(constant(option, value, literalAnnotation(fieldType, value)));
      return name(option);
    },
  );
  const properties = keys.map((key, index) => [key, values[index] ?? literal(undefined)] as const);
  const required = object(properties.filter((_, index) => isOptional[index] !== true));
  if (!isOptional.includes(true)) {
    return required;
  }
  const record = internal(scope, "record");
  // To TypeScript, an object without such a property has the one that it inherits.
  const seemsWrong = keys.some(
    (key, index) => isOptional[index] === true && inheritedNames.has(key),
  );
  const partial = seemsWrong ? cast(cast(required, typescript("unknown")), type) : required;
  scope.statements.push(constant(record, partial, type));
  for (const [key, value] of properties.filter((_, index) => isOptional[index] === true)) {
    scope.statements.push({
      kind: "if",
      test: binary(value, "!==", literal(undefined)),
      then: [assign(property(name(record), key), value)],
    });
  }
  return name(record);
}

/** Declares a variable that `fill` gives its value on every way. */
export function assigned(
  scope: GlueScope,
  type: AbiType,
  fill: (sink: (value: Expression) => Statement) => void,
): Expression {
  const target = internal(scope, "value");
  scope.statements.push(variable(target, type));
  fill((value) => assign(name(target), value));
  return name(target);
}

/** An option as `T | undefined`, or tagged where T is an option itself. */
export function liftOption(
  scope: GlueScope,
  type: Extract<AbiType, { kind: "option" }>,
  source: CaseSource,
  discriminant: Expression,
  liftPayload: (scope: GlueScope) => Expression,
): Expression {
  const isSome = binary(checkedCase(source, discriminant, 2), "!==", literal(0));
  const inner = block(scope);
  const payload = liftPayload(inner);
  const tagged = isTaggedOption(type);
  const some = tagged
    ? object([
        ["tag", literal("some")],
        ["val", payload],
      ])
    : payload;
  const none = tagged ? object([["tag", literal("none")]]) : literal(undefined);
  if (inner.statements.length === 0) {
    return conditional(isSome, some, none);
  }
  return assigned(scope, type, (sink) => {
    scope.statements.push({
      kind: "if",
      test: isSome,
      then: [...inner.statements, sink(some)],
      otherwise: [sink(none)],
    });
  });
}

function loadOption(
  scope: GlueScope,
  type: Extract<AbiType, { kind: "option" }>,
  place: Place,
): Expression {
  const types = payloadTypes(type);
  return liftOption(scope, type, "memory", loadInt(place, 1), (inner) =>
    load(inner, type.type, at(place, payloadOffset(types))),
  );
}

function loadCases(
  scope: GlueScope,
  type: VariantLike,
  place: Place,
  sink: (value: Expression) => Statement,
): void {
  const types = payloadTypes(type);
  const payloadPlace = at(place, payloadOffset(types));
  liftCases(
    scope,
    type,
    "memory",
    loadInt(place, discriminantSize(types.length)),
    sink,
    (inner, payload) => load(inner, payload, payloadPlace),
  );
}

/** Lifts the case that a discriminant names, as `{ tag, val }`. */
export function liftCases(
  scope: GlueScope,
  type: VariantLike,
  source: CaseSource,
  discriminant: Expression,
  sink: (value: Expression) => Statement,
  liftPayload: (scope: GlueScope, type: AbiType) => Expression,
): void {
  const cases = hostCases(type);
  let subject = discriminant;
  if (discriminant.kind !== "name") {
    const declared = internal(scope, "discriminant");
    scope.statements.push(constant(declared, discriminant));
    subject = name(declared);
  }
  scope.statements.push({
    kind: "switch",
    subject,
    cases: cases.map((each) => {
      const inner = block(scope);
      const tag = ["tag", literal(each.label)] as const;
      const value =
        each.type === undefined
          ? object([tag])
          : object([tag, ["val", liftPayload(inner, each.type)]]);
      return { value: each.index, body: [...inner.statements, sink(value)] };
    }),
    otherwise: [
      evaluate(
        runtimeCall(
          source === "memory" ? "badCase" : "badFlatCase",
          subject,
          literal(cases.length),
        ),
      ),
    ],
  });
}

/** Copies a string, list or map out of memory (definitions.py `load_string_from_range`, `load_list_from_range`). */
export function liftRange(
  scope: GlueScope,
  type: Extract<AbiType, { kind: "string" | "list" | "map" }>,
  pointer: Expression,
  length: Expression,
): Expression {
  switch (type.kind) {
    case "string":
      return runtimeCall(liftStringName(scope.module), memory, pointer, length);
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

function liftStringName(module: GlueModule): string {
  const { stringEncoding, values } = module.options;
  const tagged = values === "component" ? "Tagged" : "";
  switch (stringEncoding) {
    case "utf8":
      return `lift${tagged}String`;
    case "utf16":
      return `lift${tagged}StringUtf16`;
    case "latin1+utf16":
      return `lift${tagged}StringLatin1OrUtf16`;
    default:
      return assertNever(stringEncoding);
  }
}

/** Binds the range of a list and checks it. */
function checkedRange(
  scope: GlueScope,
  pointer: Expression,
  length: Expression,
  elementAlignment: number,
  elementSize: number,
): { readonly start: Expression; readonly count: Expression } {
  const start = internal(scope, "start");
  const count = internal(scope, "count");
  scope.statements.push(
    constant(start, pointer),
    constant(count, length),
    evaluate(
      runtimeCall(
        "checkList",
        memory,
        name(start),
        name(count),
        literal(elementAlignment),
        literal(elementSize),
      ),
    ),
  );
  return { start: name(start), count: name(count) };
}

function liftElements(
  scope: GlueScope,
  elementType: AbiType,
  pointer: Expression,
  length: Expression,
): Expression {
  const { start, count } = checkedRange(
    scope,
    pointer,
    length,
    alignment(elementType),
    elemSize(elementType),
  );
  return loadLoop(scope, elementType, start, count);
}

/** Loads `count` elements one after the other into a new array. */
function loadLoop(
  scope: GlueScope,
  elementType: AbiType,
  start: Expression,
  count: Expression,
): Expression {
  const list = internal(scope, "list");
  const index = internal(scope, "index");
  const pointer = internal(scope, "elementPointer");
  const body = block(scope);
  const value = load(body, elementType, { base: name(pointer), offset: 0 });
  body.statements.push(assign(element(name(list), name(index)), value));
  scope.statements.push(
    constant(list, { kind: "new", callee: "Array", typeArguments: [elementType], args: [count] }),
    {
      kind: "loop",
      index,
      length: count,
      pointer: { name: pointer, start, step: elemSize(elementType) },
      body: body.statements,
    },
  );
  return name(list);
}

function liftMap(
  scope: GlueScope,
  type: MapType,
  pointer: Expression,
  length: Expression,
): Expression {
  const entry = recordLayout([type.key, type.value]);
  const { start, count } = checkedRange(scope, pointer, length, entry.alignment, entry.size);
  const map = internal(scope, "map");
  const index = internal(scope, "index");
  const entryPointer = internal(scope, "elementPointer");
  const body = block(scope);
  const place: Place = { base: name(entryPointer), offset: 0 };
  const [key = literal(undefined), value = literal(undefined)] = inSequence(
    body,
    [type.key, type.value],
    (inner, part) =>
      part === 0
        ? load(inner, type.key, place)
        : bindLiteral(
            inner,
            type.value,
            load(inner, type.value, at(place, entryValueOffset(type))),
          ),
  );
  body.statements.push(evaluate(call(property(name(map), "set"), [key, value])));
  scope.statements.push(
    constant(map, {
      kind: "new",
      callee: "Map",
      typeArguments: [type.key, type.value],
      args: [],
    }),
    {
      kind: "loop",
      index,
      length: count,
      pointer: { name: entryPointer, start, step: entry.size },
      body: body.statements,
    },
  );
  return name(map);
}

/** Gives an object or array a name before it becomes an argument. */
function bindLiteral(scope: GlueScope, type: AbiType, value: Expression): Expression {
  if (value.kind !== "object" && value.kind !== "array") {
    return value;
  }
  const declared = internal(scope, "entry");
  scope.statements.push(constant(declared, value, literalAnnotation(type, value)));
  return name(declared);
}

function loadFixedList(
  scope: GlueScope,
  type: Extract<AbiType, { kind: "list" }>,
  length: number,
  place: Place,
): Expression {
  return loadLoop(scope, type.element, address(place), literal(length));
}

/** The name of an enum's case; the discriminant is checked. */
export function liftEnum(
  module: GlueModule,
  type: Extract<AbiType, { kind: "enum" }>,
  discriminant: Expression,
): Expression {
  const lift = sharedFunction(module, "lift", type, (home, declared): GlueFunction => {
    const cases = declareName(home, `${labelKey(type.name ?? type.kind)}Cases`);
    home.declarations.push({
      name: cases,
      type: { kind: "list", element: type },
      value: array(type.labels.map((label) => literal(label))),
    });
    return {
      name: declared,
      params: [{ name: "discriminant", type: typescript("number") }],
      result: type,
      body: [giveBack(cast(element(name(cases), name("discriminant")), type))],
    };
  });
  return call(lift, [discriminant]);
}

/** The flags of a bit set (definitions.py `unpack_flags_from_int`). */
export function liftFlags(
  module: GlueModule,
  type: Extract<AbiType, { kind: "flags" }>,
  bits: Expression,
): Expression {
  const lift = sharedFunction(module, "lift", type, (_, declared): GlueFunction => {
    const keys = labelKeys(type.labels);
    return {
      name: declared,
      params: [{ name: "bits", type: typescript("number") }],
      result: type,
      body: [
        giveBack(
          object(
            keys.map((key, index) => [
              key,
              binary(binary(name("bits"), "&", literal(1 << index)), "!==", literal(0)),
            ]),
          ),
        ),
      ],
    };
  });
  return call(lift, [bits]);
}

/** The host's object, or the representation, behind a handle. */
export function liftHandle(
  scope: GlueScope,
  type: Extract<AbiType, { kind: "own" | "borrow" }>,
  index: Expression,
): Expression {
  const own = type.kind === "own";
  const resource = resourceType(scope, type.resource);
  if (!own && scope.lendsBorrows) {
    scope.statements.push(evaluate(runtimeCall("lendHandle", instance, resource, index)));
  }
  return scope.module.options.values === "component"
    ? runtimeCall(
        own ? "liftOwnRepresentation" : "liftBorrowRepresentation",
        instance,
        resource,
        index,
      )
    : cast(runtimeCall(own ? "liftOwn" : "liftBorrow", instance, resource, index), type);
}
