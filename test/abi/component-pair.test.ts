import { fc } from "../fast-check.js";
import { describe, test } from "vitest";
import type { AbiFunctionType, AbiType } from "../../src/abi/abi-type.js";
import type { Bound } from "../../src/runtime/bound.js";
import {
  handlesOf as tableOf,
  ResourceHandle as ProjectHandle,
} from "../../src/runtime/handle-table.js";
import { InstanceState } from "../../src/runtime/instance-state.js";
import { MemoryViews } from "../../src/runtime/memory-views.js";
import type { ResourceType as ProjectResourceType } from "../../src/runtime/resource-type.js";
import { abiType, hostValue } from "../reference/arbitrary.js";
import { lift, lower, type Definition } from "../reference/canonical-definitions.js";
import { flattenFunctype, paramTypes, resultTypes } from "../reference/flattening.js";
import {
  memInst,
  type CoreFunction,
  type CoreValue,
  type StringEncoding,
} from "../reference/options.js";
import { ComponentInstance, ResourceHandle, ResourceType } from "../reference/runtime-state.js";
import { backEnds, stringEncodings, type BackEnd } from "./back-ends.js";
import { corrupt, corruption } from "./corruption.js";
import { expectSame } from "./expect-same.js";
import { guestValues, signedCore, writeValues, type GuestValues } from "./guest-values.js";
import {
  coreCalled,
  functionOf,
  Guest,
  handlesOf,
  hostResource,
  importCalled,
  outcomeOf,
  type GuestPlan,
  type Observed,
} from "./sides.js";

// One component calls another: no host value in between, and strings that are transcoded.

const things: readonly object[] = [{ thing: 0 }, { thing: 1 }, { thing: 2 }];
const plan: GuestPlan = { pages: 1, heapStart: 1024, handles: things };

interface Encodings {
  readonly caller: StringEncoding;
  readonly callee: StringEncoding;
}

/** What the caller passes, and what the callee gives back. */
interface Exchange {
  readonly args: readonly CoreValue[];
  readonly passed: GuestValues;
  readonly returned: GuestValues;
}

type Run = (
  type: AbiFunctionType,
  encodings: Encodings,
  exchange: Exchange,
) => [Observed, Observed];

const onReference: Run = (type, encodings, exchange) => {
  const rt = new ResourceType(undefined);
  const setUp = (stringEncoding: StringEncoding) => {
    const guest = new Guest(plan);
    const inst = new ComponentInstance();
    things.forEach((rep) => inst.handles.add(new ResourceHandle(rt, rep, true)));
    const definition: Definition = {
      type,
      inst,
      resources: new Map([[hostResource, rt]]),
      opts: { stringEncoding, memory: memInst(guest.memory), realloc: guest.realloc },
    };
    const finish = (): Observed => {
      guest.observed.mayEnter = inst.mayEnter;
      guest.observed.mayLeave = inst.mayLeave;
      guest.observed.handles = inst.handles
        .entries()
        .map(([, e]) => (e instanceof ResourceHandle ? e.rep : e));
      return guest.observed;
    };
    return { guest, definition, finish };
  };
  const caller = setUp(encodings.caller);
  const callee = setUp(encodings.callee);
  const core = calleeCore(callee.guest, type, exchange);
  const { postReturn } = callee.guest;
  const opts = { ...callee.definition.opts, postReturn };
  const lifted = lift(core, { ...callee.definition, opts });
  // The caller runs: it was entered before.
  caller.definition.inst.mayEnter = false;
  call(caller.guest, lower(lifted, caller.definition), exchange);
  return [caller.finish(), callee.finish()];
};

const onProject =
  (backEnd: BackEnd): Run =>
  (type, encodings, exchange) => {
    const resource: ProjectResourceType = { name: hostResource.name };
    const setUp = (name: string, core?: (guest: Guest) => CoreFunction) => {
      const guest = new Guest(plan);
      const instance = new InstanceState(name);
      const bound: Bound = {
        path: `${name}()`,
        instance,
        memory: new MemoryViews(guest.memory),
        realloc: guest.realloc as NonNullable<Bound["realloc"]>,
        resources: { [hostResource.key]: resource },
        ...(core === undefined ? {} : { core: core(guest), postReturn: guest.postReturn }),
      };
      things.forEach((rep) => addHandle(instance, resource, rep));
      const finish = (): Observed => {
        guest.observed.mayEnter = instance.mayEnter;
        guest.observed.mayLeave = instance.mayLeave;
        guest.observed.handles = handlesOf(instance);
        return guest.observed;
      };
      return { guest, bound, finish };
    };
    const glue = (stringEncoding: StringEncoding) =>
      backEnd.make(type, { stringEncoding, values: "component", results: "value" });
    const caller = setUp("caller");
    const callee = setUp("callee", (guest) => calleeCore(guest, type, exchange));
    const lifted = glue(encodings.callee).lift(callee.bound);
    caller.bound.instance.mayEnter = false;
    const callerBound = { ...caller.bound, callee: callee.bound.instance };
    const lowered = glue(encodings.caller).lower(callerBound, lifted) as CoreFunction;
    call(caller.guest, lowered, exchange);
    return [caller.finish(), callee.finish()];
  };

function addHandle(instance: InstanceState, type: ProjectResourceType, rep: object): void {
  tableOf(instance).add(new ProjectHandle(type, rep));
}

function calleeCore(guest: Guest, type: AbiFunctionType, { returned }: Exchange): CoreFunction {
  const result = signedCore(returned.flat, flattenFunctype(type, "lift").results)[0];
  return (...flat) => coreCalled(guest, flat, { result, write: writeValues(returned) });
}

function call(guest: Guest, lowered: CoreFunction, { args, passed }: Exchange): void {
  guest.observed.outcome = outcomeOf(() => {
    importCalled(guest, lowered, args, writeValues(passed));
  });
}

const valueOf = (type: AbiType): fc.Arbitrary<unknown> =>
  hostValue(type, () => fc.constantFrom(...things));

const functionAndValues = (types: fc.Arbitrary<AbiType>) =>
  fc
    .tuple(fc.array(types, { maxLength: 3 }), fc.option(types, { nil: undefined }))
    .chain(([params, result]) =>
      fc.record({
        type: fc.constant(functionOf(params, result)),
        args: fc.tuple(...params.map(valueOf)),
        results: (result === undefined
          ? fc.constant([])
          : fc.tuple(valueOf(result))) as fc.Arbitrary<unknown[]>,
        encodings: fc.record({
          caller: fc.constantFrom(...stringEncodings),
          callee: fc.constantFrom(...stringEncodings),
        }),
      }),
    );

describe.each(backEnds)("glue by $name between components", { timeout: 60_000 }, (backEnd) => {
  const compare = (type: AbiFunctionType, encodings: Encodings, exchange: Exchange): void => {
    const lowered = flattenFunctype(type, "lower");
    const lifted = flattenFunctype(type, "lift");
    const [ourCaller, ourCallee] = onProject(backEnd)(type, encodings, exchange);
    const [theirCaller, theirCallee] = onReference(type, encodings, exchange);
    expectSame(ourCaller, theirCaller, lowered.results);
    // A trap ends both; whether the callee had been entered already is not compared.
    if (theirCaller.outcome.kind !== "trap") {
      expectSame(ourCallee, theirCallee, lifted.params);
    }
  };
  const exchangeOf = (
    type: AbiFunctionType,
    encodings: Encodings,
    args: readonly unknown[],
    results: readonly unknown[],
  ): Exchange => {
    const lowered = flattenFunctype(type, "lower").params;
    const passed = guestValues(paramTypes(type), args, 16, encodings.caller);
    const returned = guestValues(resultTypes(type), results, 1, encodings.callee);
    const outPointer = lowered.length > passed.flat.length ? [64] : [];
    return { args: signedCore([...passed.flat, ...outPointer], lowered), passed, returned };
  };

  test("passes values as the reference does", () => {
    fc.assert(
      fc.property(
        functionAndValues(abiType({ depth: 2, resources: [hostResource] })),
        ({ type, args, results, encodings }) => {
          compare(type, encodings, exchangeOf(type, encodings, args, results));
        },
      ),
      { numRuns: backEnd.name === "text" ? 30 : 200 },
    );
  });

  test("traps on bad values as the reference does", () => {
    fc.assert(
      fc.property(
        functionAndValues(abiType({ depth: 2, resources: [hostResource], floats: false })),
        corruption,
        fc.boolean(),
        ({ type, args, results, encodings }, mistake, inResult) => {
          const good = exchangeOf(type, encodings, args, results);
          if (inResult) {
            const core = flattenFunctype(type, "lift").results;
            compare(type, encodings, { ...good, returned: corrupt(good.returned, mistake, core) });
          } else {
            const core = flattenFunctype(type, "lower").params;
            const { flat, bytes } = corrupt(
              { flat: good.args, bytes: good.passed.bytes },
              mistake,
              core,
            );
            compare(type, encodings, {
              ...good,
              args: signedCore(flat, core),
              passed: { ...good.passed, bytes },
            });
          }
        },
      ),
      { numRuns: backEnd.name === "text" ? 30 : 200 },
    );
  });
});
