import { assertNever } from "../../assert.js";
import type { AbiFunctionType, AbiType } from "../../abi/abi-type.js";
import type { Annotation } from "../../abi/glue-form.js";
import { labelKey, labelKeys, typeKey } from "../../abi/label-keys.js";
import { runtimeType, type ModuleBuilder, type Statement } from "../module-builder.js";
import { localScope, propertyKey } from "../names.js";
import { runtimeTypes } from "../runtime-symbols.js";
import { structureKinds } from "../structure-kinds.js";
import { primitiveText, typedArrays } from "../type-text.js";

/**
 * The TypeScript of values on their way from one component to another: structural, since no WIT of the output names
 * them. Strings remember how they were encoded, handles are what they stand for.
 */
export interface InsideTypes {
  /** The text of what glue declares. */
  readonly text: (annotation: Annotation) => string;
  /** Declarations of the types that have names, as far as they were asked for. */
  readonly statements: () => Statement[];
}

/** Starts the types of a file. */
export function insideTypes(builder: ModuleBuilder): InsideTypes {
  const names = new Map<AbiType, string>();
  const statements: Statement[] = [];

  /** Types with names of their own are declared once. */
  const named = (type: AbiType & { readonly name?: string }, write: () => string): string => {
    let name = names.get(type);
    if (name === undefined) {
      name = builder.module.scope.declare(typeKey(type.name ?? type.kind));
      names.set(type, name);
      const kind = structureKinds.typeAlias;
      statements.push({ kind, name, type: write(), leadingTrivia: "\n" });
    }
    return name;
  };

  const payload = (type: AbiType | undefined): string =>
    type === undefined ? "void" : value(type);

  const value = (type: AbiType): string => {
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
        return primitiveText(builder, type.kind);
      case "string":
        return runtimeType(builder, "TaggedString");
      case "list": {
        const typedArray = type.length === undefined ? typedArrays[type.element.kind] : undefined;
        return typedArray === undefined
          ? `${element(type.element)}[]`
          : `${typedArray}<ArrayBuffer>`;
      }
      case "tuple":
        return `[${type.types.map(value).join(", ")}]`;
      case "map":
        return `[${value(type.key)}, ${value(type.value)}][]`;
      case "option":
        return type.type.kind === "option"
          ? `${runtimeType(builder, "Option")}<${value(type.type)}>`
          : `${value(type.type)} | undefined`;
      case "result":
        return `${runtimeType(builder, "Result")}<${payload(type.ok)}, ${payload(type.err)}>`;
      case "record":
        return named(type, () => recordText(type));
      case "variant":
        return named(type, () =>
          type.cases
            .map((each) => {
              const val = each.type === undefined ? "" : `; val: ${value(each.type)}`;
              return `{ tag: ${JSON.stringify(each.label)}${val} }`;
            })
            .join(" | "),
        );
      case "enum":
        return named(type, () => type.labels.map((label) => JSON.stringify(label)).join(" | "));
      case "flags":
        return named(type, () => objectText(labelKeys(type.labels).map((key) => [key, "boolean"])));
      case "own":
      case "borrow":
      case "stream":
      case "future":
      case "error-context":
        return "unknown";
      default:
        return assertNever(type);
    }
  };

  const element = (type: AbiType): string =>
    type.kind === "option" && type.type.kind !== "option" ? `(${value(type)})` : value(type);

  const recordText = (type: Extract<AbiType, { kind: "record" }>): string => {
    const keys = labelKeys(type.fields.map((field) => field.label));
    return objectText(
      type.fields.map((field, index) => {
        const key = keys[index] ?? field.label;
        return field.type.kind === "option" && field.type.type.kind !== "option"
          ? [key, value(field.type.type), true]
          : [key, value(field.type)];
      }),
    );
  };

  const functionText = (type: AbiFunctionType): string => {
    const scope = localScope();
    const params = type.params.map(
      (param) => `${scope.declare(labelKey(param.label))}: ${value(param.type)}`,
    );
    return `(${params.join(", ")}) => ${payload(type.result)}`;
  };

  const text = (annotation: Annotation): string => {
    switch (annotation.kind) {
      case "typescript":
        for (const name of runtimeTypes) {
          if (annotation.text === name) {
            return runtimeType(builder, name);
          }
        }
        return annotation.text;
      case "optional":
        return `${value(annotation.type)} | undefined`;
      case "function":
        return functionText(annotation.type);
      default:
        return value(annotation);
    }
  };

  return { text, statements: () => statements };
}

function objectText(members: readonly (readonly [string, string, isOptional?: boolean])[]): string {
  const texts = members.map(
    ([key, type, isOptional]) => `${propertyKey(key)}${isOptional === true ? "?" : ""}: ${type}`,
  );
  return `{ ${texts.join("; ")} }`;
}
