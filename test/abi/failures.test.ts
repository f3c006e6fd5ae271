import { fc } from "../fast-check.js";
import { describe, expect, test } from "vitest";
import type { AbiFunctionType, AbiType } from "../../src/abi/abi-type.js";
import { ComponentError } from "../../src/runtime/component-error.js";
import { abiType, hostValue } from "../reference/arbitrary.js";
import { flattenFunctype } from "../reference/flattening.js";
import { normalize } from "../reference/js-mapping.js";
import { t } from "../reference/types.js";
import { backEnds } from "./back-ends.js";
import { expectSame } from "./expect-same.js";
import { guestValues, signedCore, writeValues } from "./guest-values.js";
import { functionOf, hostResource, projectSide, referenceSide, type GuestPlan } from "./sides.js";

const plan: GuestPlan = { pages: 1, heapStart: 1024 };
const nothing = (): undefined => undefined;

interface Result {
  readonly tag: "ok" | "err";
  readonly val?: unknown;
}

const payload = fc.option(abiType({ depth: 1 }), { nil: undefined });
const resultAndValue = fc
  .tuple(payload, payload)
  .map(([ok, err]) => t.result(ok, err))
  .chain((type) => fc.record({ type: fc.constant(type), value: hostValue(type) }));

describe.each(backEnds)("failures by $name", { timeout: 60_000 }, (backEnd) => {
  const sides = (type: AbiFunctionType) => ({
    ours: projectSide(backEnd, type, "utf8"),
    theirs: referenceSide(type, "utf8"),
  });
  const numRuns = backEnd.name === "text" ? 20 : 150;

  test.each<[GuestPlan["throwIn"]]>([["core"], ["realloc"], ["post-return"]])(
    "what the guest's %s throws is a trap",
    (throwIn) => {
      const { ours, theirs } = sides(functionOf([t.string], t.u8));
      const behaviour = { result: 7, write: nothing };
      const guest = { ...plan, ...(throwIn === undefined ? {} : { throwIn }) };
      const mine = ours.callExport(guest, ["text"], behaviour);
      expectSame(mine, theirs.callExport(guest, ["text"], behaviour), []);
      expect(mine.outcome).toMatchObject({ kind: "trap", code: "T11" });
    },
  );

  test("what realloc throws for a host's result is a trap", () => {
    const { ours, theirs } = sides(functionOf([], t.string));
    const guest: GuestPlan = { ...plan, throwIn: "realloc" };
    expectSame(
      ours.callImport(guest, [64], nothing, () => "text"),
      theirs.callImport(guest, [64], nothing, () => "text"),
      [],
    );
  });

  test.each([
    ["own handle", t.own(hostResource)],
    ["borrow", t.borrow(hostResource)],
  ])("a rejected argument takes no %s along", (_, handle) => {
    const { ours } = sides(functionOf([handle, t.list(handle), t.u8]));
    const thing = [{}, [{}, {}]];
    const behaviour = { result: undefined, write: nothing };
    const { outcome, handles } = ours.callExport(plan, [...thing, 256], behaviour);
    expect(outcome).toMatchObject({ kind: "error", name: "RangeError" });
    expect(handles).toEqual([]);
  });

  test("what a host function throws is a trap with its cause", () => {
    const { ours } = sides(functionOf([], t.u8));
    const { outcome } = ours.callImport(plan, [], nothing, () => {
      throw new Error("from the host");
    });
    expect(outcome).toMatchObject({ kind: "trap", code: "T96" });
  });

  test("an export returns ok and throws err", () => {
    fc.assert(
      fc.property(resultAndValue, ({ type: resultType, value }) => {
        const type = functionOf([], resultType);
        const values = guestValues([resultType], [value], 1, "utf8");
        const behaviour = {
          result: signedCore(values.flat, flattenFunctype(type, "lift").results)[0],
          write: writeValues(values),
        };
        const ours = projectSide(backEnd, type, "utf8", "throw").callExport(plan, [], behaviour);
        const theirs = referenceSide(type, "utf8").callExport(plan, [], behaviour);
        const { outcome } = theirs;
        const { tag, val } = (outcome.kind === "value" ? outcome.value : undefined) as Result;
        const want = tag === "ok" ? val : { thrown: val };
        // There are no arguments: nothing that the core function saw can differ.
        const unseen = { core: [], memory: undefined };
        expect({ ...ours, ...unseen }).toStrictEqual({
          ...theirs,
          ...unseen,
          outcome: { kind: "value", value: normalize(want) },
        });
      }),
      { numRuns },
    );
  });

  test("an import's ok is returned and its err thrown", () => {
    fc.assert(
      fc.property(
        resultAndValue,
        fc.constantFrom("ComponentError", "payload", "bare"),
        ({ type: resultType, value }, how) => {
          const type = functionOf([], resultType);
          const { params, results } = flattenFunctype(type, "lower");
          const flat = params.map(() => 64);
          const { tag, val } = value as Result;
          const ours = projectSide(backEnd, type, "utf8", "throw").callImport(
            plan,
            flat,
            nothing,
            () => {
              if (tag === "ok") {
                return val;
              }
              throw thrown(how, val, errOf(resultType));
            },
          );
          const theirs = referenceSide(type, "utf8").callImport(plan, flat, nothing, () => value);
          expectSame(ours, theirs, results);
        },
      ),
      { numRuns },
    );
  });
});

function errOf(type: AbiType): AbiType | undefined {
  return type.kind === "result" ? type.err : undefined;
}

/** The three ways to throw an error value; only the first works for a `result` without one. */
function thrown(how: string, val: unknown, type: AbiType | undefined): unknown {
  switch (type === undefined ? "ComponentError" : how) {
    case "payload":
      return Object.assign(new Error("with a payload"), { payload: val });
    case "bare":
      return val;
    default:
      return new ComponentError(val);
  }
}
