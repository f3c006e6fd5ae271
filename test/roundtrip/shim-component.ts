import type { AbiResource } from "../../src/abi/abi-type.js";
import { name, section, u32, vec, type Bytes } from "./bytes.js";
import { TypeEncoder } from "./component-types.js";
import type { EchoFunction } from "./echo-module.js";

/** What a {@link shimComponent} is instantiated with: indices of the component around it. */
export interface ShimArguments {
  readonly resources: readonly number[];
  /** Named types, in the order in which an encoder names them. */
  readonly types: readonly number[];
  readonly functions: readonly number[];
}

const sort = { func: [0x01], type: [0x03] } as const;

/**
 * Builds the component that wit-component puts around the functions of an interface: it imports them with all types that
 * have names, and exports them as functions over the exported types. Only so do functions of a resource have a name for it.
 */
export function shimComponent(
  resources: readonly AbiResource[],
  functions: readonly EchoFunction[],
): Bytes {
  const sections: Bytes[] = [];
  let types = 0;
  const define = (definition: Bytes): number => {
    sections.push(section(7, vec([definition])));
    return types++;
  };
  const importType = (text: string, bound: Bytes): number => {
    sections.push(section(10, vec([[0x00, ...name(text), 0x03, ...bound]])));
    return types++;
  };
  const exportItem = (
    text: string,
    kind: Bytes,
    index: number,
    described: Bytes = [0x00],
  ): void => {
    sections.push(section(11, vec([[0x00, ...name(text), ...kind, ...u32(index), ...described]])));
  };

  const imported = new Map<AbiResource, number>();
  for (const [i, resource] of resources.entries()) {
    imported.set(resource, importType(argumentName("resource", i), [0x01]));
  }
  let named = 0;
  const importing = new TypeEncoder({
    define,
    named: (index) => importType(argumentName("type", named++), [0x00, ...u32(index)]),
    resource: (resource) => imported.get(resource) ?? -1,
  });
  for (const [i, { type }] of functions.entries()) {
    const typeIndex = importing.functionType(type);
    const described = [...name(argumentName("function", i)), 0x01, ...u32(typeIndex)];
    sections.push(section(10, vec([[0x00, ...described]])));
  }

  const exported = new Map<AbiResource, number>();
  for (const resource of resources) {
    exportItem(resource.name, sort.type, imported.get(resource) ?? -1);
    exported.set(resource, types++);
  }
  const exporting = new TypeEncoder({
    define,
    named: (index) => {
      exportItem(`t${index}`, sort.type, index);
      return types++;
    },
    resource: (resource) => exported.get(resource) ?? -1,
  });
  for (const [i, { name: text, type }] of functions.entries()) {
    const typeIndex = exporting.functionType(type);
    // Every export adds to the index space of its sort; the imports stay where they are.
    exportItem(text, sort.func, i, [0x01, 0x01, ...u32(typeIndex)]);
  }
  return [0x00, 0x61, 0x73, 0x6d, 0x0d, 0x00, 0x01, 0x00, ...sections.flat()];
}

/** Encodes the arguments of an instantiation of a {@link shimComponent}. */
export function shimArguments({ resources, types, functions }: ShimArguments): Bytes {
  const argument =
    (kind: ArgumentKind, sorted: Bytes) =>
    (index: number, i: number): Bytes => [...name(argumentName(kind, i)), ...sorted, ...u32(index)];
  return vec([
    ...resources.map(argument("resource", sort.type)),
    ...types.map(argument("type", sort.type)),
    ...functions.map(argument("function", sort.func)),
  ]);
}

type ArgumentKind = "resource" | "type" | "function";

function argumentName(kind: ArgumentKind, index: number): string {
  return `import-${kind}-i${index}`;
}
