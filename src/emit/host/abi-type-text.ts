import { assertNever, invariant, InvariantError } from "../../assert.js";
import type { AbiFunctionType, AbiResource, AbiType } from "../../abi/abi-type.js";
import type { Annotation } from "../../abi/glue-form.js";
import { labelKey } from "../../abi/label-keys.js";
import type { AbiTypes, TypeOrigin } from "../abi-types.js";
import {
  exportedName,
  importName,
  runtimeType,
  specifierOf,
  type ModuleBuilder,
} from "../module-builder.js";
import { localScope } from "../names.js";
import { runtimeTypes, type RuntimeType } from "../runtime-symbols.js";
import { primitiveText, typedArrays } from "../type-text.js";

/** Whether the text is that of a value from the guest, or of one that the host gives. */
export type Flow = "lifted" | "lowered";

/** Gives the TypeScript text of what glue declares; names become imports of the module. */
export function annotationText(
  builder: ModuleBuilder,
  types: AbiTypes,
  annotation: Annotation,
  flow: Flow,
): string {
  switch (annotation.kind) {
    case "typescript":
      return annotation.isFinal === true
        ? annotation.text
        : importRuntimeTypes(builder, annotation.text);
    case "optional": {
      const text = abiTypeText(builder, types, annotation.type, "lowered", true);
      return isPlainOption(annotation.type) ? text : `${text} | undefined`;
    }
    case "function":
      return functionText(builder, types, annotation);
    default:
      return abiTypeText(builder, types, annotation, flow, true);
  }
}

/** Whether `undefined` is one of the type's own values. */
function isPlainOption(type: AbiType): boolean {
  return type.kind === "option" && type.type.kind !== "option";
}

/** Names of the runtime's types in a text get imported. */
function importRuntimeTypes(builder: ModuleBuilder, text: string): string {
  return text.replace(/[A-Za-z_$][\w$]*/g, (name) =>
    isRuntimeType(name) ? runtimeType(builder, name) : name,
  );
}

function isRuntimeType(name: string): name is RuntimeType {
  return (runtimeTypes as readonly string[]).includes(name);
}

/** A host function, or class, as glue calls it. */
function functionText(
  builder: ModuleBuilder,
  types: AbiTypes,
  annotation: Extract<Annotation, { kind: "function" }>,
): string {
  const { type, results, isConstructor } = annotation;
  const scope = localScope();
  const params = type.params.map(
    (param) =>
      `${scope.declare(labelKey(param.label))}: ${abiTypeText(builder, types, param.type, "lifted", false)}`,
  );
  const result = hostResult(builder, types, type, results);
  return `${isConstructor ? "new " : ""}(${params.join(", ")}) => ${result}`;
}

function hostResult(
  builder: ModuleBuilder,
  types: AbiTypes,
  { result }: AbiFunctionType,
  results: "throw" | "value",
): string {
  const settled = result?.kind === "result" && results === "throw" ? result.ok : result;
  return settled === undefined ? "void" : abiTypeText(builder, types, settled, "lowered", true);
}

/** Gives the text of a value type; see {@link Flow}. `isDirect`: a parameter or result itself. */
export function abiTypeText(
  builder: ModuleBuilder,
  types: AbiTypes,
  type: AbiType,
  flow: Flow,
  isDirect: boolean,
): string {
  const part = (each: AbiType | undefined): string =>
    each === undefined ? "void" : abiTypeText(builder, types, each, flow, false);
  switch (type.kind) {
    case "bool":
    case "s8":
    case "u8":
    case "s16":
    case "u16":
    case "s32":
    case "u32":
    case "f32":
    case "f64":
    case "s64":
    case "u64":
    case "char":
    case "string":
      return primitiveText(builder, type.kind);
    case "record":
    case "variant":
    case "enum":
    case "flags":
      return originName(builder, types.origin(type));
    case "own":
    case "borrow":
      return resourceText(builder, types, type.resource);
    case "list":
      return listText(builder, types, type, flow, isDirect);
    case "tuple":
      return `[${type.types.map(part).join(", ")}]`;
    case "option":
      return isPlainOption(type)
        ? `${abiTypeText(builder, types, type.type, flow, isDirect)} | undefined`
        : `${runtimeType(builder, "Option")}<${part(type.type)}>`;
    case "result":
      return `${runtimeType(builder, "Result")}<${part(type.ok)}, ${part(type.err)}>`;
    case "map":
      return `Map<${part(type.key)}, ${part(type.value)}>`;
    case "error-context":
    case "future":
    case "stream":
      throw new InvariantError(`glue has no ${type.kind}`);
    default:
      return assertNever(type);
  }
}

function resourceText(builder: ModuleBuilder, types: AbiTypes, resource: AbiResource): string {
  return originName(builder, types.resourceOrigin(resource));
}

function originName(builder: ModuleBuilder, origin: TypeOrigin | undefined): string {
  invariant(origin !== undefined, "a named type has an origin");
  const { module, type } = origin;
  const name = exportedName(module, type);
  return module === builder.module
    ? name
    : importName(builder, specifierOf(builder, module), name, false);
}

function listText(
  builder: ModuleBuilder,
  types: AbiTypes,
  { element, length }: Extract<AbiType, { kind: "list" }>,
  flow: Flow,
  isDirect: boolean,
): string {
  const typedArray = length === undefined ? typedArrays[element.kind] : undefined;
  if (typedArray !== undefined) {
    if (flow === "lifted") {
      return `${typedArray}<ArrayBuffer>`;
    }
    const item = typedArray.startsWith("Big") ? "bigint" : "number";
    return isDirect ? `${typedArray} | readonly ${item}[]` : typedArray;
  }
  const text = abiTypeText(builder, types, element, flow, false);
  const list = isPlainOption(element) ? `(${text})[]` : `${text}[]`;
  return flow === "lowered" && isDirect ? `readonly ${list}` : list;
}
