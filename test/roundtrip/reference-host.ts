import { webAssembly, type CoreMemory } from "../../src/runtime/web-assembly.js";
import {
  canonResourceDrop,
  hostFunction,
  invoke,
  lift,
  lower,
  type Definition,
} from "../reference/canonical-definitions.js";
import { fromJs, toJs } from "../reference/js-mapping.js";
import {
  memInst,
  type CoreFunction,
  type MemInst,
  type StringEncoding,
} from "../reference/options.js";
import { ComponentInstance, ResourceType } from "../reference/runtime-state.js";
import { resourcesOf } from "./component-types.js";
import { guestInterface, hostInterface, type EchoFunction } from "./echo-module.js";

/** A guest that the reference runs: its functions by WIT name, over host values. */
export interface ReferenceGuest {
  readonly call: (name: string, ...args: unknown[]) => unknown;
  readonly instance: ComponentInstance;
}

/** Runs a guest of {@link buildEchoModule} on the reference. The host's functions give back what they get. */
export function instantiateOnReference(
  core: Uint8Array<ArrayBuffer>,
  functions: readonly EchoFunction[],
  stringEncoding: StringEncoding = "utf8",
): ReferenceGuest {
  const instance = new ComponentInstance();
  const resources = new Map(
    functions
      .flatMap((f) => [...resourcesOf(f.type)])
      .map((resource) => [resource, new ResourceType(undefined)]),
  );
  const definitions = new Map<string, Definition>();
  // The memory exists only after the instance that the lowered functions are imports of.
  let memory: MemInst | undefined;
  let exports: Readonly<Record<string, unknown>> = {};
  const opts = {
    stringEncoding,
    get memory(): MemInst {
      memory ??= memInst(exports["memory"] as CoreMemory);
      return memory;
    },
    realloc: ((...args) => (exports["cabi_realloc"] as CoreFunction)(...args)) as CoreFunction,
  };
  const imports: Record<string, CoreFunction> = {};
  for (const [resource, rt] of resources) {
    imports[`[resource-drop]${resource.name}`] = (i) => canonResourceDrop(instance, rt, Number(i));
  }
  for (const { name, type } of functions) {
    const definition: Definition = { type, opts, inst: instance, resources };
    definitions.set(name, definition);
    definitions.set(`call-${name}`, definition);
    const { result } = type;
    const identity = hostFunction((...args) => {
      const values = type.params.map((p, i) => toJs(p.type, args[i] ?? []));
      return result === undefined ? [] : [fromJs(result, values.length === 1 ? values[0] : values)];
    });
    imports[name] = lower(identity, definition);
  }
  const module = new webAssembly.Module(core);
  exports = new webAssembly.Instance(module, { [hostInterface]: imports }).exports;

  return {
    instance,
    call: (name, ...args) => {
      const callee = exports[`${guestInterface}#${name}`] as CoreFunction;
      const definition = definitions.get(name);
      if (definition === undefined) {
        return callee();
      }
      const { type } = definition;
      const postReturn = exports[`cabi_post_${guestInterface}#${name}`] as CoreFunction;
      const lifted = lift(callee, { ...definition, opts: withPostReturn(definition, postReturn) });
      const [result] = invoke(
        lifted,
        type.params.map((p, i) => fromJs(p.type, args[i])),
      );
      return type.result === undefined || result === undefined
        ? undefined
        : toJs(type.result, result);
    },
  };
}

function withPostReturn({ opts }: Definition, postReturn: CoreFunction): Definition["opts"] {
  const { stringEncoding, memory, realloc } = opts;
  return {
    stringEncoding,
    postReturn,
    ...(memory === undefined ? {} : { memory }),
    ...(realloc === undefined ? {} : { realloc }),
  };
}
