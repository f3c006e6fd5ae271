import { assertNever } from "../assert.js";
import type { AbiFunctionType, AbiType } from "./abi-type.js";

/**
 * One canonical string for a function type, in WIT's words with named types written out and resources by name: equal
 * strings mean that the glue of one serves the other. Names of records, variants … do not count; labels do, since they
 * are properties of the values.
 */
export function signature(type: AbiFunctionType): string {
  const params = type.params
    .map((param) => `${param.label}: ${typeSignature(param.type)}`)
    .join(", ");
  const result = type.result === undefined ? "" : ` -> ${typeSignature(type.result)}`;
  return `${type.async ? "async " : ""}func(${params})${result}`;
}

const signatures = new WeakMap<AbiType, string>();
// Named types are written out, so nesting could make the text exponentially long: from here on, a digest stands for it.
const longest = 400;

/** The part of a {@link signature} that stands for one value type. */
export function typeSignature(type: AbiType): string {
  let text = signatures.get(type);
  if (text === undefined) {
    text = writeSignature(type);
    if (text.length > longest) {
      text = `${type.kind}#${digest(text)}`;
    }
    signatures.set(type, text);
  }
  return text;
}

function writeSignature(type: AbiType): string {
  switch (type.kind) {
    case "list":
      return type.length === undefined
        ? `list<${typeSignature(type.element)}>`
        : `list<${typeSignature(type.element)}, ${type.length}>`;
    case "record":
      return `record { ${type.fields.map((field) => `${field.label}: ${typeSignature(field.type)}`).join(", ")} }`;
    case "tuple":
      return `tuple<${type.types.map(typeSignature).join(", ")}>`;
    case "variant":
      return `variant { ${type.cases
        .map((each) =>
          each.type === undefined ? each.label : `${each.label}(${typeSignature(each.type)})`,
        )
        .join(", ")} }`;
    case "enum":
    case "flags":
      return `${type.kind} { ${type.labels.join(", ")} }`;
    case "option":
      return `option<${typeSignature(type.type)}>`;
    case "result":
      return `result<${optional(type.ok)}, ${optional(type.err)}>`;
    case "map":
      return `map<${typeSignature(type.key)}, ${typeSignature(type.value)}>`;
    case "own":
    case "borrow":
      return `${type.kind}<${type.resource.name}>`;
    case "stream":
    case "future":
      return `${type.kind}<${optional(type.payload)}>`;
    case "bool":
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
    case "char":
    case "string":
    case "error-context":
      return type.kind;
    default:
      return assertNever(type);
  }
}

function optional(type: AbiType | undefined): string {
  return type === undefined ? "_" : typeSignature(type);
}

/** 64 bits of FNV-1a over the text, as hexadecimal digits: enough to tell types apart, not to withstand forgery. */
function digest(text: string): string {
  let hash = 0xcbf29ce484222325n;
  for (let index = 0; index < text.length; index++) {
    hash = BigInt.asUintN(64, (hash ^ BigInt(text.charCodeAt(index))) * 0x100000001b3n);
  }
  return hash.toString(16);
}
