import fc, { type GeneratorValue } from "fast-check";

/** Where an interface or a world was defined. */
interface Place {
  readonly name: string;
  /** The package, as its header has it. */
  readonly header: string;
}

/** An interface that others may use. */
interface Known extends Place {
  readonly types: readonly Named[];
}

/** A type by name; a resource has handles. */
interface Named {
  readonly name: string;
  readonly kind: "value" | "resource";
}

/** A world that others may include. */
interface KnownWorld extends Place {
  /** Names that `include … with` may change. */
  readonly plain: readonly string[];
}

const keywords = ["type", "list", "record", "world", "import", "as", "from", "u8", "async"];
const primitives = ["bool", "s8", "u16", "s32", "u64", "f32", "f64", "char", "string"];
const keys = ["bool", "u8", "s64", "char", "string"];

/**
 * Writes the files of a valid package with packages that it depends on, by path, as `loadWitFiles` takes them; all
 * features are to be on.
 */
export function arbitraryPackage(choose: GeneratorValue): ReadonlyMap<string, string> {
  return new PackageWriter(choose).files();
}

/** Draws everything from `choose`, and remembers what was defined so that it can be referred to. */
class PackageWriter {
  readonly #choose: GeneratorValue;
  readonly #interfaces: Known[] = [];
  readonly #worlds: KnownWorld[] = [];
  #names = 0;
  #version: string | undefined;
  #header = "";
  /** What stands in a world has no version: another package, with another version, may include it. */
  #inWorld = false;

  constructor(choose: GeneratorValue) {
    this.#choose = choose;
  }

  files(): ReadonlyMap<string, string> {
    const files = new Map<string, string>();
    const nested: string[] = [];
    for (let index = 0; index < this.#count(2); index++) {
      const { header, items } = this.#package(`dep${index}`);
      if (this.#flip()) {
        files.set(`deps/dep${index}.wit`, `${this.#docs()}package ${header};\n${items.join("\n")}`);
      } else {
        nested.push(`package ${header} {\n${items.join("\n")}\n}`);
      }
    }
    const { header, items } = this.#package("main");
    const cut = this.#count(items.length);
    const docs = this.#docs();
    files.set(
      "a.wit",
      `${docs}package ${header};\n${[...items.slice(0, cut), ...nested].join("\n")}`,
    );
    files.set(
      "b.wit",
      [...(this.#flip() ? [`package ${header};`] : []), ...items.slice(cut)].join("\n"),
    );
    return files;
  }

  #package(name: string): { readonly header: string; readonly items: readonly string[] } {
    this.#version = this.#one([undefined, "1.0.0", "0.2.1-rc.1", "2.1.0"]);
    this.#header = `test:${name}${this.#version === undefined ? "" : `@${this.#version}`}`;
    const items: string[] = [];
    for (let index = 0; index < 1 + this.#count(3); index++) {
      const item = this.#name("i");
      const { text, types } = this.#interfaceBody();
      items.push(`${this.#head()}interface ${item} {\n${text}\n}`);
      this.#interfaces.push({ name: item, header: this.#header, types });
    }
    for (let index = 0; index < this.#count(2); index++) {
      const item = this.#name("w");
      const head = this.#head();
      this.#inWorld = true;
      const { text, plain, exportsInterface } = this.#worldBody();
      this.#inWorld = false;
      items.push(`${head}world ${item} {\n${text}\n}`);
      if (!exportsInterface) {
        this.#worlds.push({ name: item, header: this.#header, plain });
      }
    }
    return { header: this.#header, items: this.#shuffle(items) };
  }

  #interfaceBody(): { readonly text: string; readonly types: readonly Named[] } {
    const types: Named[] = [];
    const items = [...this.#uses(types), ...this.#definitions(types)];
    for (let index = 0; index < this.#count(3); index++) {
      items.push(`${this.#head()}${this.#name("fn")}: ${this.#function(types)};`);
    }
    return { text: this.#shuffle(items).join("\n"), types };
  }

  #worldBody(): {
    readonly text: string;
    readonly plain: readonly string[];
    readonly exportsInterface: boolean;
  } {
    const types: Named[] = [];
    const items = [...this.#uses(types), ...this.#definitions(types)];
    const plain: string[] = [];
    for (const direction of ["import", "export"]) {
      for (let index = 0; index < this.#count(2); index++) {
        const name = this.#name("fn");
        plain.push(name);
        items.push(`${this.#head()}${direction} ${name}: ${this.#function(types)};`);
      }
    }
    const inPlace = (): string =>
      `${this.#name("n")}: interface {\n${this.#interfaceBody().text}\n}`;
    if (this.#flip()) {
      items.push(`${this.#head()}import ${inPlace()}`);
    }
    for (const item of this.#shuffle(this.#interfaces).slice(0, this.#count(3))) {
      items.push(`import ${this.#flip() ? `${this.#name("l")}: ` : ""}${this.#path(item)};`);
    }
    // Two exported interfaces might need the types of a third in incompatible ways.
    const exported = this.#one([undefined, "named", "in place"]);
    if (exported === "in place") {
      items.push(`${this.#head()}export ${inPlace()}`);
    } else if (exported === "named") {
      items.push(
        ...this.#shuffle(this.#interfaces)
          .slice(0, 1)
          .map((item) => `export ${this.#path(item)};`),
      );
    }
    const included = this.#flip() ? this.#one(this.#worlds) : undefined;
    if (included) {
      const renamed = included.plain.filter(() => this.#flip());
      const renames = new Map(renamed.map((name) => [name, this.#name("r")]));
      const list = [...renames].map(([from, to]) => `${from} as ${to}`).join(", ");
      items.push(`include ${this.#path(included)}${list === "" ? ";" : ` with { ${list} }`}`);
      plain.push(...included.plain.map((name) => renames.get(name) ?? name));
    }
    return {
      text: this.#shuffle(items).join("\n"),
      plain,
      exportsInterface: exported !== undefined,
    };
  }

  #uses(types: Named[]): string[] {
    return Array.from({ length: this.#count(2) }, () => this.#one(this.#interfaces)).flatMap(
      (from) => {
        const taken = this.#shuffle(from?.types ?? []).slice(0, 1 + this.#count(2));
        if (from === undefined || taken.length === 0) {
          return [];
        }
        const names = taken.map(({ name, kind }) => {
          const alias = this.#name("used");
          types.push({ name: alias, kind });
          return `${name} as ${alias}`;
        });
        return [`${this.#head()}use ${this.#path(from)}.{${names.join(", ")}};`];
      },
    );
  }

  #definitions(types: Named[]): string[] {
    return Array.from({ length: this.#count(4) }, () => {
      const head = this.#head();
      const name = this.#name("t");
      const { text, kind } = this.#definition(name, types);
      types.push({ name, kind });
      return `${head}${text}`;
    });
  }

  #definition(name: string, types: readonly Named[]): { text: string; kind: Named["kind"] } {
    const members = (member: () => string): string =>
      Array.from(
        { length: 1 + this.#count(3) },
        () => `${this.#docs()}${this.#name("m")}${member()}`,
      ).join(", ");
    const type = (): string => this.#type(types);
    const value = (text: string): { text: string; kind: "value" } => ({ text, kind: "value" });
    switch (this.#one(["alias", "record", "variant", "enum", "flags", "resource"] as const)) {
      case "record":
        return value(`record ${name} { ${members(() => `: ${type()}`)} }`);
      case "variant":
        return value(`variant ${name} { ${members(() => (this.#flip() ? `(${type()})` : ""))} }`);
      case "enum":
        return value(`enum ${name} { ${members(() => "")} }`);
      case "flags":
        return value(`flags ${name} { ${members(() => "")}, }`);
      case "resource":
        return { text: `resource ${name}${this.#resourceBody(name, types)}`, kind: "resource" };
      default:
        return value(`type ${name} = ${type()};`);
    }
  }

  #resourceBody(name: string, types: readonly Named[]): string {
    const all = [...types, { name, kind: "resource" } as const];
    const items = Array.from({ length: this.#count(3) }, () => {
      const kind = this.#flip() ? "static " : "";
      return `${this.#head()}${this.#name("fn")}: ${kind}${this.#function(all)};`;
    });
    if (this.#flip()) {
      const result = this.#one(["", ` -> result<${name}>`, ` -> result<${name}, string>`]) ?? "";
      items.push(`${this.#head()}constructor(${this.#params(all)})${result};`);
    }
    return items.length === 0 ? ";" : ` {\n${this.#shuffle(items).join("\n")}\n}`;
  }

  #function(types: readonly Named[]): string {
    const asynchronous = this.#flip() ? "async " : "";
    const result = this.#flip() ? ` -> ${this.#type(types)}` : "";
    return `${asynchronous}func(${this.#params(types)})${result}`;
  }

  #params(types: readonly Named[]): string {
    const resource = this.#one(types.filter(({ kind }) => kind === "resource"));
    return Array.from({ length: this.#count(3) }, () => {
      const borrowed = resource && this.#flip() ? `borrow<${resource.name}>` : undefined;
      return `${this.#name("p")}: ${borrowed ?? this.#type(types)}`;
    }).join(", ");
  }

  #type(types: readonly Named[], depth = 0): string {
    const inner = (): string => this.#type(types, depth + 1);
    const named = this.#one(types);
    const how = this.#choose(fc.nat, { max: depth < 3 ? 15 : 4 });
    if (named && how > 1 && how < 5) {
      return named.kind === "resource" && how === 2 ? `own<${named.name}>` : named.name;
    }
    switch (how) {
      case 5:
        return `list<${inner()}>`;
      case 6:
        return `option<${inner()}>`;
      case 7:
        return `tuple<${inner()}, ${inner()}>`;
      case 8:
        return `result<${inner()}, ${inner()}>`;
      case 9:
        return this.#one(["result", `result<${inner()}>`, `result<_, ${inner()}>`]) ?? "result";
      case 10:
        return `list<${this.#one(primitives) ?? "u8"}, ${1 + this.#count(9)}>`;
      case 11:
        return `map<${this.#one(keys) ?? "u8"}, ${inner()}>`;
      case 12:
        return `future<${inner()}>`;
      case 13:
        // There is no stream of char, whatever it is called.
        return `stream<list<${inner()}>>`;
      case 14:
        return this.#one(["future", "stream", "error-context"]) ?? "future";
      default:
        return this.#one(primitives) ?? "u8";
    }
  }

  /** Inside its package an item goes by its name alone. */
  #path({ name, header }: Place): string {
    return header === this.#header ? name : header.replace(/(@|$)/, `/${name}$1`);
  }

  /** Docs and attributes. */
  #head(): string {
    const gate = this.#choose(fc.nat, { max: 9 });
    const since =
      this.#inWorld || this.#version === undefined ? "" : `@since(version = ${this.#version}) `;
    const attributes = [
      since,
      "@unstable(feature = some-feature) ",
      since === "" ? "" : `${since}@deprecated(version = ${this.#version ?? ""}) `,
      '@external-id("\\u{e9}\\"x") ',
    ][gate];
    return `${this.#docs()}${attributes ?? ""}`;
  }

  #docs(): string {
    switch (this.#choose(fc.nat, { max: 7 })) {
      case 0:
        return "\n/// one line\n";
      case 1:
        return "\n///  two\n/// lines, ä 😀 */\n";
      case 2:
        return "\n/** a block */ ";
      default:
        return "";
    }
  }

  /** A new name; now and then a keyword is a part of it, or all of it. */
  #name(prefix: string): string {
    const number = this.#names++;
    const keyword = keywords[number];
    if (keyword !== undefined && this.#flip()) {
      return `%${keyword}`;
    }
    return this.#one([`${prefix}${number}`, `a-${prefix}${number}`, `${prefix}${number}-B`]) ?? "";
  }

  #count(max: number): number {
    return this.#choose(fc.nat, { max });
  }

  #flip(): boolean {
    return this.#choose(fc.boolean);
  }

  #one<T>(list: readonly T[]): T | undefined {
    return list[this.#choose(fc.nat, { max: Math.max(0, list.length - 1) })];
  }

  #shuffle<T>(list: readonly T[]): readonly T[] {
    return this.#choose(fc.shuffledSubarray<T>, [...list], { minLength: list.length });
  }
}
