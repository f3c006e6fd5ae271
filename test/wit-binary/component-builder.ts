import { BinaryWriter } from "../../src/wit-binary/binary-writer.js";
import { Declarations } from "../../src/wit-binary/declarations.js";

/** Writes a part of a binary. */
export type Write = (writer: BinaryWriter) => unknown;

const sorts = { function: 1, type: 3, component: 4, instance: 5 } as const;
type SortName = keyof typeof sorts;

/** Writes a component section by section, one definition in each, with as little help as tests need. */
export class ComponentBuilder {
  readonly #writer = new BinaryWriter().bytes(
    Uint8Array.of(0x00, 0x61, 0x73, 0x6d, 0x0d, 0x00, 0x01, 0x00),
  );

  type(write: Write): this {
    return this.#section(7, write);
  }

  /** `(type (resource (rep i32)))` */
  resource(): this {
    return this.type((writer) => writer.byte(0x3f).byte(0x7f).byte(0x00));
  }

  component(component: ComponentBuilder): this {
    this.#writer.section(4, component.finish());
    return this;
  }

  /** `(import name (…))`; `reference` as in {@link externType}. */
  import(name: string, reference: Write): this {
    return this.#section(10, (writer) => reference(writer.byte(0).name(name)));
  }

  export(name: string, sort: SortName, index: number, ascribed?: Write): this {
    return this.#section(11, (writer) => {
      writer.byte(0).name(name).byte(sorts[sort]).u32(index);
      if (ascribed === undefined) {
        writer.byte(0);
      } else {
        ascribed(writer.byte(1));
      }
    });
  }

  instantiate(component: number, args: readonly (readonly [string, SortName, number])[]): this {
    return this.#section(5, (writer) => {
      writer.byte(0).u32(component).u32(args.length);
      for (const [name, sort, index] of args) {
        writer.name(name).byte(sorts[sort]).u32(index);
      }
    });
  }

  instanceOf(exports: readonly (readonly [string, SortName, number])[]): this {
    return this.#section(5, (writer) => {
      writer.byte(1).u32(exports.length);
      for (const [name, sort, index] of exports) {
        writer.byte(0).name(name).byte(sorts[sort]).u32(index);
      }
    });
  }

  aliasExport(instance: number, sort: SortName, name: string): this {
    return this.#section(6, (writer) => writer.byte(sorts[sort]).byte(0).u32(instance).name(name));
  }

  aliasOuter(depth: number, sort: "type" | "component", index: number): this {
    return this.#section(6, (writer) => writer.byte(sorts[sort]).byte(2).u32(depth).u32(index));
  }

  /** `(canon lift (core func 0) (type …))` */
  lift(type: number): this {
    return this.#section(8, (writer) => writer.byte(0).byte(0).u32(0).u32(0).u32(type));
  }

  custom(name: string, data: Uint8Array): this {
    this.#writer.customSection(name, data);
    return this;
  }

  finish(): Uint8Array {
    return this.#writer.finish();
  }

  #section(id: number, write: Write): this {
    const contents = new BinaryWriter().u32(1);
    write(contents);
    this.#writer.section(id, contents.finish());
    return this;
  }
}

/** What an import or an ascription says of its item. */
export const externType = {
  function:
    (type: number): Write =>
    (writer) =>
      writer.byte(1).u32(type),
  equals:
    (type: number): Write =>
    (writer) =>
      writer.byte(3).byte(0).u32(type),
  resource: ((writer) => writer.byte(3).byte(1)) as Write,
  component:
    (type: number): Write =>
    (writer) =>
      writer.byte(4).u32(type),
  instance:
    (type: number): Write =>
    (writer) =>
      writer.byte(5).u32(type),
};

/** `(func (param "name" T)… (result T)?)` with each type written by its opcode or index. */
export function functionType(
  params: readonly (readonly [string, number])[],
  result?: number,
): Write {
  return (writer) => {
    writer.byte(0x40).u32(params.length);
    for (const [name, type] of params) {
      writer.name(name).byte(type);
    }
    return result === undefined ? writer.byte(1).byte(0) : writer.byte(0).byte(result);
  };
}

/** `(record (field "name" T)…)` */
export function recordType(fields: readonly (readonly [string, number])[]): Write {
  return (writer) => {
    writer.byte(0x72).u32(fields.length);
    for (const [name, type] of fields) {
      writer.name(name).byte(type);
    }
  };
}

/** `(instance …)` */
export function instanceType(declare: (declarations: Declarations) => void): Write {
  const declarations = new Declarations();
  declare(declarations);
  return (writer) => declarations.writeInstanceType(writer);
}

/** `(component …)` */
export function componentType(declare: (declarations: Declarations) => void): Write {
  const declarations = new Declarations();
  declare(declarations);
  return (writer) => declarations.writeComponentType(writer);
}

export const U32 = 0x79;
export const STRING = 0x73;
