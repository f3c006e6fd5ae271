import { BinaryWriter } from "./binary-writer.js";

/** What an import or export of a type refers to, ready to be written. Indices are those of the enclosing type. */
export type ExternReference =
  | { readonly kind: "function" | "component" | "instance"; readonly type: number }
  | { readonly kind: "type"; readonly equals: number }
  | { readonly kind: "resource" };

/** The name of an import or export with its attributes, as `nameattributes` of Binary.md. */
export interface EncodedName {
  readonly name: string;
  readonly implements?: string | undefined;
  readonly externalId?: string | undefined;
}

/**
 * Collects the declarations of a component type or an instance type (`componentdecl`, `instancedecl`) and counts the
 * index spaces that they fill.
 */
export class Declarations {
  readonly #writer = new BinaryWriter();
  #count = 0;
  #types = 0;
  #instances = 0;

  /** The next index of the type index space. */
  get typeCount(): number {
    return this.#types;
  }

  /** Declares a type whose encoding `write` writes; returns its index. */
  type(write: (writer: BinaryWriter) => void): number {
    this.#count++;
    write(this.#writer.byte(0x01));
    return this.#types++;
  }

  /** Declares an alias of a type that an instance exports; returns the alias's index. */
  aliasExport(instance: number, name: string): number {
    this.#count++;
    this.#writer.byte(0x02).byte(0x03).byte(0x00).u32(instance).name(name);
    return this.#types++;
  }

  /** Declares an alias of a type of an enclosing scope; returns the alias's index. */
  aliasOuter(depth: number, index: number): number {
    this.#count++;
    this.#writer.byte(0x02).byte(0x03).byte(0x02).u32(depth).u32(index);
    return this.#types++;
  }

  /** Declares an import; returns the index that it adds to the space of its sort (functions are not counted). */
  import(name: EncodedName, reference: ExternReference): number {
    return this.#extern(0x03, name, reference);
  }

  /** Declares an export; returns the index that it adds to the space of its sort (functions are not counted). */
  export(name: EncodedName, reference: ExternReference): number {
    return this.#extern(0x04, name, reference);
  }

  /** Writes the whole as a component type. */
  writeComponentType(writer: BinaryWriter): void {
    writer.byte(0x41).u32(this.#count).bytes(this.#writer.finish());
  }

  /** Writes the whole as an instance type. */
  writeInstanceType(writer: BinaryWriter): void {
    writer.byte(0x42).u32(this.#count).bytes(this.#writer.finish());
  }

  #extern(opcode: number, name: EncodedName, reference: ExternReference): number {
    this.#count++;
    writeExternName(this.#writer.byte(opcode), name);
    switch (reference.kind) {
      case "function":
        this.#writer.byte(0x01).u32(reference.type);
        return -1;
      case "component":
        this.#writer.byte(0x04).u32(reference.type);
        return -1;
      case "instance":
        this.#writer.byte(0x05).u32(reference.type);
        return this.#instances++;
      case "type":
        this.#writer.byte(0x03).byte(0x00).u32(reference.equals);
        return this.#types++;
      case "resource":
        this.#writer.byte(0x03).byte(0x01);
        return this.#types++;
    }
  }
}

/** Writes `nameattributes`. */
export function writeExternName(writer: BinaryWriter, name: EncodedName): void {
  const attributes = [
    [0x00, name.implements],
    [0x02, name.externalId],
  ].filter((attribute): attribute is [number, string] => attribute[1] !== undefined);
  writer.byte(attributes.length === 0 ? 0x00 : 0x02).name(name.name);
  if (attributes.length > 0) {
    writer.u32(attributes.length);
    for (const [opcode, text] of attributes) {
      writer.byte(opcode).name(text);
    }
  }
}
