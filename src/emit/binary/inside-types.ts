import { assertNever } from "../../assert.js";
import type { AbiFunctionType, AbiType, RecordType, VariantType } from "../../abi/abi-type.js";
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
  const types = new InsideTypeTexts(builder);
  return { text: (annotation) => types.annotation(annotation), statements: () => types.statements };
}

class InsideTypeTexts {
  readonly #builder: ModuleBuilder;
  readonly #names = new Map<AbiType, string>();
  /** Declarations of the types in {@link #names}. */
  readonly statements: Statement[] = [];

  constructor(builder: ModuleBuilder) {
    this.#builder = builder;
  }

  annotation(annotation: Annotation): string {
    switch (annotation.kind) {
      case "typescript":
        for (const name of runtimeTypes) {
          if (annotation.text === name) {
            return runtimeType(this.#builder, name);
          }
        }
        return annotation.text;
      case "optional":
        return `${this.#value(annotation.type)} | undefined`;
      case "function":
        return this.#function(annotation.type);
      default:
        return this.#value(annotation);
    }
  }

  #function(type: AbiFunctionType): string {
    const scope = localScope();
    const params = type.params.map(
      (param) => `${scope.declare(labelKey(param.label))}: ${this.#value(param.type)}`,
    );
    return `(${params.join(", ")}) => ${this.#payload(type.result)}`;
  }

  #value(type: AbiType): string {
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
        return primitiveText(this.#builder, type.kind);
      case "string":
        return runtimeType(this.#builder, "TaggedString");
      case "list": {
        const typedArray = type.length === undefined ? typedArrays[type.element.kind] : undefined;
        return typedArray === undefined
          ? `${this.#element(type.element)}[]`
          : `${typedArray}<ArrayBuffer>`;
      }
      case "tuple":
        return `[${type.types.map((each) => this.#value(each)).join(", ")}]`;
      case "map":
        return `[${this.#value(type.key)}, ${this.#value(type.value)}][]`;
      case "option":
        return type.type.kind === "option"
          ? `${runtimeType(this.#builder, "Option")}<${this.#value(type.type)}>`
          : `${this.#value(type.type)} | undefined`;
      case "result":
        return `${runtimeType(this.#builder, "Result")}<${this.#payload(type.ok)}, ${this.#payload(type.err)}>`;
      case "record":
        return this.#named(type, () => this.#record(type));
      case "variant":
        return this.#named(type, () => this.#variant(type));
      case "enum":
        return this.#named(type, () =>
          type.labels.map((label) => JSON.stringify(label)).join(" | "),
        );
      case "flags":
        return this.#named(type, () =>
          objectText(labelKeys(type.labels).map((key) => [key, "boolean"])),
        );
      case "own":
      case "borrow":
      case "stream":
      case "future":
      case "error-context":
        return "unknown";
      default:
        return assertNever(type);
    }
  }

  /** Types with names of their own are declared once. */
  #named(type: AbiType & { readonly name?: string }, write: () => string): string {
    let name = this.#names.get(type);
    if (name === undefined) {
      name = this.#builder.module.scope.declare(typeKey(type.name ?? type.kind));
      this.#names.set(type, name);
      const kind = structureKinds.typeAlias;
      this.statements.push({ kind, name, type: write(), leadingTrivia: "\n" });
    }
    return name;
  }

  #record(type: RecordType): string {
    const keys = labelKeys(type.fields.map((field) => field.label));
    return objectText(
      type.fields.map((field, index) => {
        const key = keys[index] ?? field.label;
        return field.type.kind === "option" && field.type.type.kind !== "option"
          ? [key, this.#value(field.type.type), true]
          : [key, this.#value(field.type)];
      }),
    );
  }

  #variant(type: VariantType): string {
    const cases = type.cases.map((each) => {
      const val = each.type === undefined ? "" : `; val: ${this.#value(each.type)}`;
      return `{ tag: ${JSON.stringify(each.label)}${val} }`;
    });
    return cases.join(" | ");
  }

  #payload(type: AbiType | undefined): string {
    return type === undefined ? "void" : this.#value(type);
  }

  #element(type: AbiType): string {
    const text = this.#value(type);
    return type.kind === "option" && type.type.kind !== "option" ? `(${text})` : text;
  }
}

function objectText(members: readonly (readonly [string, string, isOptional?: boolean])[]): string {
  const texts = members.map(
    ([key, type, isOptional]) => `${propertyKey(key)}${isOptional === true ? "?" : ""}: ${type}`,
  );
  return `{ ${texts.join("; ")} }`;
}
