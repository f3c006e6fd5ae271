import type { AbiFunctionType, AbiType, CaseType } from "../../src/abi/abi-type.js";
import type { EchoWorld } from "./arbitrary-world.js";
import { gadget, isHostFunction } from "./echo-module.js";
import { counters } from "./guest-builder.js";

/**
 * Prints the world of a guest that echoes as WIT. With `sharedTypes` the guest's interface uses the types of the host's
 * where both have a function; otherwise it has its own of the same shape.
 */
export function printWorld(world: EchoWorld): string {
  const { functions, sharedTypes } = world;
  const typeNames = world.typeNames.values();
  const host = new InterfacePrinter(typeNames);
  const guest = new InterfacePrinter(typeNames, sharedTypes ? host : undefined);
  guest.use("thing", "host");
  for (const f of functions) {
    if (isHostFunction(f)) {
      host.function(f.name, f.type);
    }
  }
  for (const f of functions) {
    guest.function(f.name, f.type);
    if (isHostFunction(f)) {
      guest.function(`call-${f.name}`, f.type);
    }
  }
  for (const counter of counters) {
    guest.function(counter, { params: [], result: { kind: "u32" }, async: false });
  }
  return `package test:roundtrip;

interface host {
  resource thing;
${host.text()}}

interface guest {
  resource ${gadget.name} {
    constructor(id: u32);
    get: func() -> u32;
  }
${guest.text()}}

world echo {
  import host;
  export guest;
}
`;
}

class InterfacePrinter {
  readonly #shared: InterfacePrinter | undefined;
  readonly #names = new Map<AbiType, string>();
  readonly #used = new Set<string>();
  readonly #lines: string[] = [];
  readonly #typeNames: Iterator<string, undefined>;

  /** @param typeNames names for the first types; others are counted */
  constructor(typeNames: Iterator<string, undefined>, shared?: InterfacePrinter) {
    this.#typeNames = typeNames;
    this.#shared = shared;
  }

  use(name: string, from: string): void {
    this.#used.add(`  use ${from}.{%${name}};\n`);
  }

  function(name: string, { params, result }: AbiFunctionType): void {
    const list = params.map((param) => `%${param.label}: ${this.#type(param.type)}`).join(", ");
    const arrow = result === undefined ? "" : ` -> ${this.#type(result)}`;
    this.#lines.push(`  %${name}: func(${list})${arrow};\n`);
  }

  text(): string {
    return [...this.#used, ...this.#lines].join("");
  }

  #type(type: AbiType): string {
    switch (type.kind) {
      case "list":
        return type.length === undefined
          ? `list<${this.#type(type.element)}>`
          : `list<${this.#type(type.element)}, ${type.length}>`;
      case "tuple":
        return `tuple<${type.types.map((each) => this.#type(each)).join(", ")}>`;
      case "option":
        return `option<${this.#type(type.type)}>`;
      case "result":
        return this.#result(type.ok, type.err);
      case "map":
        return `map<${this.#type(type.key)}, ${this.#type(type.value)}>`;
      case "own":
        return type.resource.name;
      case "borrow":
        return `borrow<${type.resource.name}>`;
      case "record":
      case "variant":
      case "enum":
      case "flags":
        return `%${this.#named(type)}`;
      default:
        return type.kind;
    }
  }

  #result(ok: AbiType | undefined, err: AbiType | undefined): string {
    if (err !== undefined) {
      return `result<${ok === undefined ? "_" : this.#type(ok)}, ${this.#type(err)}>`;
    }
    return ok === undefined ? "result" : `result<${this.#type(ok)}>`;
  }

  /** The name of a type's definition, which stands before its first use. */
  #named(type: Extract<AbiType, { kind: "record" | "variant" | "enum" | "flags" }>): string {
    const shared = this.#shared === undefined ? undefined : this.#shared.#names.get(type);
    if (shared !== undefined) {
      this.use(shared, "host");
      return shared;
    }
    let name = this.#names.get(type);
    if (name === undefined) {
      const lines = this.#members(type).map((member) => `    ${member},\n`);
      const prefix = this.#shared === undefined ? "" : "own-";
      name = this.#typeNames.next().value ?? `${prefix}${type.kind}${this.#names.size}`;
      this.#names.set(type, name);
      this.#lines.push(`  ${type.kind} %${name} {\n${lines.join("")}  }\n`);
    }
    return name;
  }

  #members(type: Extract<AbiType, { kind: "record" | "variant" | "enum" | "flags" }>): string[] {
    switch (type.kind) {
      case "record":
        return type.fields.map(({ label, type: field }) => `%${label}: ${this.#type(field)}`);
      case "variant":
        return type.cases.map((each) => this.#case(each));
      case "enum":
      case "flags":
        return type.labels.map((label) => `%${label}`);
    }
  }

  #case({ label, type }: CaseType): string {
    return type === undefined ? `%${label}` : `%${label}(${this.#type(type)})`;
  }
}
