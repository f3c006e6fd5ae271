import { fc } from "../fast-check.js";
import { describe, expect, test } from "vitest";
import type { AbiResource, AbiType } from "../../src/abi/abi-type.js";
import type { Bound } from "../../src/runtime/bound.js";
import { GuestResource } from "../../src/runtime/guest-resource.js";
import { resourceNew, resourceRep } from "../../src/runtime/handles.js";
import { resourceDrop } from "../../src/runtime/resource-drop.js";
import { InstanceState } from "../../src/runtime/instance-state.js";
import { MemoryViews } from "../../src/runtime/memory-views.js";
import {
  dispose,
  type ResourceType as ProjectResourceType,
} from "../../src/runtime/resource-type.js";
import {
  canonResourceDrop,
  canonResourceNew,
  canonResourceRep,
  hostFunction,
  invoke,
  lift,
  lower,
  type Definition,
} from "../reference/canonical-definitions.js";
import type { CoreFunction } from "../reference/options.js";
import { ComponentInstance, ResourceHandle, ResourceType } from "../reference/runtime-state.js";
import { asRep } from "../reference/spec-value.js";
import { backEnds, type BackEnd } from "./back-ends.js";
import { functionOf, handlesOf, outcomeOf, type Outcome } from "./sides.js";

// Sequences of everything that a guest and its host can do with handles, on both implementations at once.

type Owner = "guest" | "host";

const resources: Readonly<Record<Owner, AbiResource>> = {
  guest: { key: "test:x/y.mine", name: "mine", definedBy: "guest" },
  host: { key: "test:x/y.theirs", name: "theirs", definedBy: "host" },
};

interface Handle {
  readonly kind: "own" | "borrow";
  readonly owner: Owner;
}

type Resources = typeof resources;

/** The same, where it is known that one instance has all. */
const ofInstance: Resources = {
  ...resources,
  guest: { ...resources.guest, definedBy: "instance" },
};

/** One step: a built-in, a call into the guest with handles, or a call of the guest out to its host. */
type Step =
  | { readonly step: "new"; readonly rep: number }
  | { readonly step: "rep" | "drop"; readonly owner: Owner; readonly index: number }
  | {
      readonly step: "export";
      readonly params: readonly Handle[];
      readonly reps: readonly number[];
      /** Which of the handles that it was given the guest drops before it returns. */
      readonly drops: readonly number[];
      /** An index that it returns as an own handle. */
      readonly result?: { readonly owner: Owner; readonly index: number } | undefined;
    }
  | {
      readonly step: "import";
      readonly params: readonly Handle[];
      readonly indices: readonly number[];
    };

/** A handle that the guest has. */
interface LiveHandle {
  readonly index: number;
  readonly owner: Owner;
  readonly own: boolean;
}

/** An implementation with one instance and its table. Handles are shown to the host as `owner` and number. */
interface Machine {
  run(step: Step): unknown;
  state(): unknown;
}

const stepFunction = (
  step: Extract<Step, { readonly step: "export" | "import" }>,
  resourcesOfGlue: Resources = resources,
) => {
  const typeOf = ({ kind, owner }: Handle): AbiType => ({ kind, resource: resourcesOfGlue[owner] });
  return functionOf(
    step.params.map(typeOf),
    step.step === "export" && step.result !== undefined
      ? typeOf({ kind: "own", owner: step.result.owner })
      : undefined,
  );
};

function referenceMachine(): Machine & { live(): LiveHandle[] } {
  const log: unknown[] = [];
  const inst = new ComponentInstance();
  const types: Readonly<Record<Owner, ResourceType>> = {
    guest: new ResourceType(inst, (rep) => log.push({ destroyed: rep })),
    host: new ResourceType(undefined, (rep) => log.push({ disposed: rep })),
  };
  const definition = (type: Definition["type"]): Definition => ({
    type,
    inst,
    resources: new Map([
      [resources.guest, types.guest],
      [resources.host, types.host],
    ]),
    opts: { stringEncoding: "utf8" },
  });
  return {
    run(step) {
      switch (step.step) {
        case "new":
          return canonResourceNew(inst, types.guest, step.rep);
        case "rep":
          return canonResourceRep(inst, types[step.owner], step.index);
        case "drop":
          canonResourceDrop(inst, types[step.owner], step.index);
          return undefined;
        case "export": {
          const core: CoreFunction = (...flat) => {
            log.push({ core: flat });
            dropSome(step, flat, (owner, i) => canonResourceDrop(inst, types[owner], i));
            return step.result?.index;
          };
          const args = step.reps.map((rep) => ({ kind: "rep", rep }) as const);
          return invoke(lift(core, definition(stepFunction(step))), args).map((v) => asRep(v).rep);
        }
        case "import": {
          const host = hostFunction((...values) => {
            log.push({ host: values.map((v) => asRep(v).rep) });
            return [];
          });
          return lower(host, definition(stepFunction(step)))(...step.indices);
        }
      }
    },
    state: () => ({
      log,
      handles: inst.handles
        .entries()
        .map(([, h]) => (h instanceof ResourceHandle ? [h.rep, h.numLends] : h)),
      mayEnter: inst.mayEnter,
    }),
    live: () =>
      inst.handles
        .entries()
        .flatMap(([i, h]): LiveHandle[] =>
          h instanceof ResourceHandle
            ? [{ index: i, owner: h.rt === types.guest ? "guest" : "host", own: h.own }]
            : [],
        ),
  };
}

function dropSome(
  step: Extract<Step, { readonly step: "export" }>,
  flat: readonly (number | bigint)[],
  drop: (owner: Owner, index: number) => void,
): void {
  for (const n of new Set(step.drops)) {
    const handle = step.params[n];
    if (handle !== undefined && !(handle.kind === "borrow" && handle.owner === "guest")) {
      drop(handle.owner, Number(flat[n]));
    }
  }
}

function projectMachine(backEnd: BackEnd, resourcesOfGlue: Resources): Machine {
  const log: unknown[] = [];
  const instance = new InstanceState("guest");
  const shown = new WeakMap<object, number>();
  const hostObject = (rep: number): object => {
    const object = { [dispose]: () => log.push({ disposed: rep }) };
    shown.set(object, rep);
    return object;
  };
  const types: Readonly<Record<Owner, ProjectResourceType>> = {
    guest: {
      name: "mine",
      instance,
      destructor: (rep) => log.push({ destroyed: rep }),
      wrap: (rep, borrowed) => guestObject(rep, borrowed),
    },
    host: { name: "theirs" },
  };
  const guestObject = (rep: number, borrowed?: boolean): object => {
    const object = new GuestResource(types.guest, rep, borrowed);
    shown.set(object, rep);
    return object;
  };
  const show = (value: unknown): unknown =>
    typeof value === "object" && value !== null ? shown.get(value) : value;
  const bound = (core?: CoreFunction): Bound => ({
    path: "f()",
    instance,
    memory: new MemoryViews(),
    resources: { [resources.guest.key]: types.guest, [resources.host.key]: types.host },
    ...(core === undefined ? {} : { core }),
  });
  const glue = (step: Parameters<typeof stepFunction>[0]) =>
    backEnd.make(stepFunction(step, resourcesOfGlue), {
      stringEncoding: "utf8",
      values: "host",
      results: "value",
    });
  return {
    run(step) {
      switch (step.step) {
        case "new":
          return resourceNew(instance, types.guest)(step.rep);
        case "rep":
          return show(resourceRep(instance, types[step.owner])(step.index));
        case "drop":
          resourceDrop(instance, types[step.owner])(step.index);
          return undefined;
        case "export": {
          const core: CoreFunction = (...flat) => {
            log.push({ core: flat });
            dropSome(step, flat, (owner, i) => resourceDrop(instance, types[owner])(i));
            return step.result?.index;
          };
          const args = step.params.map(({ owner }, i) =>
            owner === "guest" ? guestObject(step.reps[i] ?? 0) : hostObject(step.reps[i] ?? 0),
          );
          const lifted = glue(step).lift(bound(core)) as (...values: unknown[]) => unknown;
          const result = lifted(...args);
          return step.result === undefined ? [] : [show(result)];
        }
        case "import": {
          const host = (...values: unknown[]): void => {
            log.push({ host: values.map(show) });
          };
          return (glue(step).lower(bound(), host) as CoreFunction)(...step.indices);
        }
      }
    },
    state: () => ({
      log,
      handles: handlesOf(instance, (handle) => [show(handle.representation), handle.lends]),
      mayEnter: instance.mayEnter,
    }),
  };
}

const owner = fc.constantFrom<Owner>("guest", "host");
/** Below 4: an index as it is. Above: one of the handles that fit, see {@link resolve}. */
const index = fc.oneof(
  { weight: 1, arbitrary: fc.nat({ max: 3 }) },
  { weight: 9, arbitrary: fc.integer({ min: 4, max: 100 }) },
);
const rep = fc.nat({ max: 1000 });
const handle = (kinds: readonly Handle["kind"][]): fc.Arbitrary<Handle> =>
  fc.record({ kind: fc.constantFrom(...kinds), owner });

const anyStep: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ step: fc.constant("new" as const), rep }) },
  {
    weight: 2,
    arbitrary: fc.record({ step: fc.constantFrom("rep" as const, "drop" as const), owner, index }),
  },
  {
    weight: 4,
    arbitrary: fc.array(handle(["own", "borrow"]), { maxLength: 3 }).chain((params) =>
      fc.record({
        step: fc.constant("export" as const),
        params: fc.constant(params),
        reps: fc.array(rep, { minLength: params.length, maxLength: params.length }),
        drops: fc.oneof(
          // Usually all borrows are dropped, as they must be.
          { weight: 4, arbitrary: fc.constant(borrowed(params)) },
          { weight: 1, arbitrary: fc.subarray(params.map((_, i) => i)) },
        ),
        result: fc.option(fc.record({ owner, index }), { nil: undefined }),
      }),
    ),
  },
  {
    weight: 4,
    arbitrary: fc.array(handle(["own", "borrow"]), { maxLength: 3 }).chain((params) =>
      fc.record({
        step: fc.constant("import" as const),
        params: fc.constant(params),
        indices: fc.array(index, { minLength: params.length, maxLength: params.length }),
      }),
    ),
  },
);

function borrowed(params: readonly Handle[]): number[] {
  return params.flatMap((p, i) => (p.kind === "borrow" ? [i] : []));
}

/** Replaces the choices among handles by indices of handles that exist, where one fits. */
function resolve(step: Step, live: readonly LiveHandle[]): Step {
  const choose = (wanted: Owner, kind: Handle["kind"] | "any", n: number): number => {
    const fits = live.filter((h) => h.owner === wanted && (kind !== "own" || h.own));
    return n < 4 || fits.length === 0 ? n % 7 : (fits[n % fits.length]?.index ?? 0);
  };
  switch (step.step) {
    case "new":
      return step;
    case "rep":
    case "drop":
      return { ...step, index: choose(step.owner, "any", step.index) };
    case "export": {
      const { result } = step;
      return result === undefined
        ? step
        : { ...step, result: { ...result, index: choose(result.owner, "own", result.index) } };
    }
    case "import":
      return {
        ...step,
        indices: step.params.map((p, i) => choose(p.owner, p.kind, step.indices[i] ?? 0)),
      };
  }
}

describe.each(backEnds)("handles by $name", { timeout: 60_000 }, (backEnd) => {
  test.each([
    ["of any instance", resources],
    ["of one instance", ofInstance],
  ])("%s are as on the reference, whatever is done with them", (_, resourcesOfGlue) => {
    const traps = new Set<string>();
    fc.assert(
      fc.property(fc.array(anyStep, { maxLength: 20, size: "max" }), (steps) => {
        const ours = projectMachine(backEnd, resourcesOfGlue);
        const theirs = referenceMachine();
        for (const each of steps) {
          const step = resolve(each, theirs.live());
          const mine = outcomeOf(() => ours.run(step));
          const reference = outcomeOf(() => theirs.run(step));
          expect(codeOnly(mine)).toStrictEqual(reference);
          if (reference.kind === "trap") {
            traps.add(reference.code);
            return;
          }
          expect(ours.state()).toStrictEqual(theirs.state());
        }
      }),
      { numRuns: backEnd.name === "text" ? 50 : 500 },
    );
    // Many different ones were met, not only indices of no handle.
    expect(traps.size).toBeGreaterThan(2);
  });
});

function codeOnly(outcome: Outcome): Outcome {
  return outcome.kind === "trap" ? { kind: "trap", code: outcome.code } : outcome;
}
