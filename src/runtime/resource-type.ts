import type { InstanceState } from "./instance-state.js";

/**
 * A resource type at run time (definitions.py `ResourceType`): generative, two instances of one component have two.
 */
export interface ResourceType {
  /** For messages: `counter`. */
  readonly name: string;
  /** The component instance that defines it; absent for a resource that the host defines. */
  readonly instance?: InstanceState | undefined;
  /** The guest's destructor. */
  destructor?: ((representation: number) => unknown) | undefined;
  /** The class that the host gave for a resource that it defines; its objects are the handles. */
  hostClass?: HostClass | undefined;
  /** The bound functions of a guest-defined resource, by property: what the methods of its class call. */
  functions?: Readonly<Record<string, unknown>> | undefined;
  /** Watches the host's objects of a guest-defined resource. */
  registry?: FinalizationRegistry<number> | undefined;
  /** Makes the host's object for a handle of a guest-defined resource. */
  wrap?: ((representation: number, borrowed?: boolean) => object) | undefined;
}

/** The class that a host gives for a resource. */
export type HostClass = abstract new (...args: never[]) => object;

/** `Symbol.dispose`, also where the engine does not have it yet. */
export const dispose: typeof Symbol.dispose = /* @__PURE__ */ disposeSymbol();

function disposeSymbol(): typeof Symbol.dispose {
  return (
    (Symbol as { readonly dispose?: typeof Symbol.dispose }).dispose ??
    (Symbol.for("Symbol.dispose") as typeof Symbol.dispose)
  );
}
