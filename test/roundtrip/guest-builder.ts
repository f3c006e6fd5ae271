import type { AbiFunctionType, AbiResource, AbiType } from "../../src/abi/abi-type.js";
import type { StringEncoding } from "../reference/options.js";
import { name, section, u32, vec, type Bytes } from "./bytes.js";
import type { CoreNames } from "./core-names.js";
import { resourcesOf, TypeEncoder } from "./component-types.js";
import {
  definesGadget,
  destructorName,
  echoModule,
  gadget,
  guestInterface,
  hostInterface,
  isHostFunction,
  memoryModule,
  type EchoFunction,
} from "./echo-module.js";
import { shimArguments, shimComponent } from "./shim-component.js";

/** How a guest is built. */
export interface GuestOptions {
  /** `utf8` unless given. */
  readonly stringEncoding?: StringEncoding;
  /** Whether it also imports every function from the host and exports `call-…` for it; true unless given. */
  readonly imports?: boolean;
  /** Whether its functions have a post-return function; true unless given. Without one it never frees. */
  readonly postReturn?: boolean;
}

/** Makes a function that takes values of `types` and returns them: the one itself, or a tuple. */
export function echo(functionName: string, ...types: AbiType[]): EchoFunction {
  const [first, ...rest] = types;
  const result: AbiType | undefined = rest.length === 0 ? first : { kind: "tuple", types };
  return {
    name: functionName,
    type: {
      params: types.map((type, i) => ({ label: `x${i}`, type })),
      ...(result === undefined ? {} : { result }),
      async: false,
    },
  };
}

/** Makes a function that takes values of `types`, drops the borrows among them and returns nothing. */
export function sink(functionName: string, ...types: AbiType[]): EchoFunction {
  const { result: _, ...type } = echo(functionName, ...types).type;
  return { name: functionName, type };
}

/** Builds the core module of a guest that echoes, to be bound by canonical names. */
export function buildEchoModule(
  functions: readonly EchoFunction[],
  names?: CoreNames,
): Uint8Array<ArrayBuffer> {
  return echoModule(functions, { memory: "own", imports: true, names });
}

/**
 * Builds a component that exports {@link guestInterface} and, with imports, imports {@link hostInterface}: for each
 * function `f` the guest's own `f` and `call-f`, and the counters {@link counters}.
 */
export function buildEchoComponent(
  functions: readonly EchoFunction[],
  options: GuestOptions = {},
): Uint8Array<ArrayBuffer> {
  return new ComponentBuilder(functions, options).build();
}

const sort = {
  coreFunc: [0x00, 0x00],
  coreMemory: [0x00, 0x02],
  func: [0x01],
  type: [0x03],
} as const;
/** Functions of the guest that count its calls of post-return, realloc and the destructor of {@link gadget}. */
export const counters = ["post-return-count", "realloc-count", "drop-count"] as const;

const counter: AbiFunctionType = { params: [], result: { kind: "u32" }, async: false };
const construct: AbiFunctionType = {
  params: [{ label: "id", type: { kind: "u32" } }],
  result: { kind: "own", resource: gadget },
  async: false,
};
const encodings: Readonly<Record<StringEncoding, number>> = {
  utf8: 0x00,
  utf16: 0x01,
  "latin1+utf16": 0x02,
};

/** Counts the index spaces of one component while its sections are written. */
class ComponentBuilder {
  readonly #functions: readonly EchoFunction[];
  readonly #options: Required<GuestOptions>;
  readonly #sections: Bytes[] = [];
  #types = 0;
  #coreFunctions = 0;
  #componentFunctions = 0;
  /** Resource types: aliases of what the host's interface exports, and the guest's own. */
  readonly #resources = new Map<AbiResource, number>();

  constructor(functions: readonly EchoFunction[], options: GuestOptions) {
    this.#functions = functions;
    this.#options = { stringEncoding: "utf8", imports: true, postReturn: true, ...options };
  }

  build(): Uint8Array<ArrayBuffer> {
    const functions = this.#functions;
    const { imports, postReturn } = this.#options;
    const resources = [...new Set(functions.flatMap((f) => [...resourcesOf(f.type)]))].filter(
      (resource) => resource !== gadget,
    );
    const importsHost = imports || resources.length > 0;
    const imported = imports ? functions.filter(isHostFunction) : [];
    if (importsHost) {
      this.#importHost(imported, resources);
    }

    const memory = memoryModule();
    const main = echoModule(functions, { memory: "imported", imports });
    this.#section(1, [...memory]);
    this.#section(1, [...main]);
    this.#section(2, vec([[0x00, 0x00, 0x00]]));
    this.#section(6, vec([coreAlias(sort.coreMemory, 0, "memory")]));
    const realloc = this.#aliasCoreFunction(0, "cabi_realloc");
    const memoryOptions = [
      [encodings[this.#options.stringEncoding]],
      [0x03, 0],
      [0x04, ...u32(realloc)],
    ];

    const hostFunctions: Bytes[] = [];
    for (const resource of resources) {
      const type = this.#resources.get(resource) ?? -1;
      hostFunctions.push([
        ...name(`[resource-drop]${resource.name}`),
        0x00,
        ...u32(this.#canonCore([0x03, ...u32(type)])),
      ]);
    }
    for (const [i, f] of imported.entries()) {
      const lowered = this.#canonCore([0x01, 0x00, ...u32(i), ...vec(memoryOptions)]);
      hostFunctions.push([...name(f.name), 0x00, ...u32(lowered)]);
    }
    this.#section(2, vec([[0x01, ...vec(hostFunctions)]]));
    const instances = [
      [...name("env"), 0x12, 0],
      [...name(hostInterface), 0x12, 1],
    ];
    if (definesGadget(functions)) {
      const destructor = this.#aliasCoreFunction(0, destructorName);
      const type = this.#defineType([0x3f, 0x7f, 0x01, ...u32(destructor)]);
      this.#resources.set(gadget, type);
      const resourceNew = this.#canonCore([0x02, ...u32(type)]);
      const builtin = [...name(`[resource-new]${gadget.name}`), 0x00, ...u32(resourceNew)];
      this.#section(2, vec([[0x01, ...vec([builtin])]]));
      instances.push([...name(`[export]${guestInterface}`), 0x12, 2]);
    }
    this.#section(2, vec([[0x00, ...u32(1), ...vec(instances)]]));
    const mainInstance = instances.length;

    const types: number[] = [];
    const encoder = new TypeEncoder({
      define: (definition) => this.#defineType(definition),
      named: (index) => {
        types.push(index);
        return index;
      },
      resource: (resource) => this.#resources.get(resource) ?? -1,
    });
    const lifted: EchoFunction[] = [];
    const indices: number[] = [];
    const lift = (functionName: string, type: AbiFunctionType, post: boolean): void => {
      const alias = (field: string): number => this.#aliasCoreFunction(mainInstance, field);
      const core = alias(`${guestInterface}#${functionName}`);
      const options = post
        ? [...memoryOptions, [0x05, ...u32(alias(`cabi_post_${guestInterface}#${functionName}`))]]
        : memoryOptions;
      const typeIndex = encoder.functionType(type);
      this.#section(8, vec([[0x00, 0x00, ...u32(core), ...vec(options), ...u32(typeIndex)]]));
      lifted.push({ name: functionName, type });
      indices.push(this.#componentFunctions++);
    };
    for (const f of functions) {
      lift(f.name, f.type, postReturn);
      if (imported.includes(f)) {
        lift(`call-${f.name}`, f.type, postReturn);
      }
    }
    if (definesGadget(functions)) {
      const self: AbiType = { kind: "borrow", resource: gadget };
      lift(`[constructor]${gadget.name}`, construct, false);
      lift(
        `[method]${gadget.name}.get`,
        { params: [{ label: "self", type: self }], result: { kind: "u32" }, async: false },
        false,
      );
    }
    for (const each of counters) {
      lift(each, counter, false);
    }

    if (definesGadget(functions)) {
      const all = [...resources, gadget];
      this.#section(4, shimComponent(all, lifted));
      const given = all.map((resource) => this.#resources.get(resource) ?? -1);
      const args = shimArguments({ resources: given, types, functions: indices });
      this.#section(5, vec([[0x00, 0, ...args]]));
    } else {
      const inline = (text: string, exported: Bytes): Bytes => [0x00, ...name(text), ...exported];
      const exports = [
        ...types.map((index) => inline(`t${index}`, [...sort.type, ...u32(index)])),
        ...lifted.map((f, i) => inline(f.name, [...sort.func, ...u32(indices[i] ?? -1)])),
      ];
      this.#section(5, vec([[0x01, ...vec(exports)]]));
    }
    const guest = importsHost ? 1 : 0;
    this.#section(11, vec([[0x00, ...name(guestInterface), 0x05, ...u32(guest), 0x00]]));
    return new Uint8Array([
      ...[0x00, 0x61, 0x73, 0x6d, 0x0d, 0x00, 0x01, 0x00],
      ...this.#sections.flat(),
    ]);
  }

  /** Imports the host's interface, and aliases its resources and functions. */
  #importHost(functions: readonly EchoFunction[], resources: readonly AbiResource[]): void {
    const declarations: Bytes[] = [];
    let types = 0;
    const local = new Map<AbiResource, number>();
    for (const resource of resources) {
      declarations.push([0x04, 0x00, ...name(resource.name), 0x03, 0x01]);
      local.set(resource, types++);
    }
    const encoder = new TypeEncoder({
      define: (definition) => {
        declarations.push([0x01, ...definition]);
        return types++;
      },
      named: (index) => {
        declarations.push([0x04, 0x00, ...name(`t${index}`), 0x03, 0x00, ...u32(index)]);
        return types++;
      },
      resource: (resource) => local.get(resource) ?? -1,
    });
    for (const f of functions) {
      const index = encoder.functionType(f.type);
      declarations.push([0x04, 0x00, ...name(f.name), 0x01, ...u32(index)]);
    }
    const instanceType = this.#defineType([0x42, ...vec(declarations)]);
    this.#section(10, vec([[0x00, ...name(hostInterface), 0x05, ...u32(instanceType)]]));
    for (const resource of resources) {
      this.#section(6, vec([[...sort.type, 0x00, 0, ...name(resource.name)]]));
      this.#resources.set(resource, this.#types++);
    }
    for (const f of functions) {
      this.#section(6, vec([[...sort.func, 0x00, 0, ...name(f.name)]]));
      this.#componentFunctions++;
    }
  }

  #section(id: number, contents: Bytes): void {
    this.#sections.push(section(id, contents));
  }

  #defineType(definition: Bytes): number {
    this.#section(7, vec([definition]));
    return this.#types++;
  }

  #aliasCoreFunction(instance: number, field: string): number {
    this.#section(6, vec([coreAlias(sort.coreFunc, instance, field)]));
    return this.#coreFunctions++;
  }

  #canonCore(definition: Bytes): number {
    this.#section(8, vec([definition]));
    return this.#coreFunctions++;
  }
}

function coreAlias(coreSort: readonly number[], instance: number, field: string): Bytes {
  return [...coreSort, 0x01, ...u32(instance), ...name(field)];
}
