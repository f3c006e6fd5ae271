import { fc } from "../fast-check.js";
import { describe, expect, test } from "vitest";
import type { AbiFunctionType, AbiType } from "../../src/abi/abi-type.js";
import { alignment } from "../reference/alignment.js";
import { abiType, hostValue } from "../reference/arbitrary.js";
import { invalidHostValue } from "../reference/arbitrary-invalid.js";
import { applyImage, coreValues, memoryImage } from "../reference/arbitrary-memory.js";
import { elemSize } from "../reference/element-size.js";
import { flattenFunctype, flattenType, paramTypes, resultTypes } from "../reference/flattening.js";
import type { CoreValue } from "../reference/options.js";
import { show } from "../reference/types.js";
import { backEnds, stringEncodings, type BackEnd } from "./back-ends.js";
import { corrupt, corruption } from "./corruption.js";
import { expectSame } from "./expect-same.js";
import { guestStart, guestValues, pageSize, signedCore, writeValues } from "./guest-values.js";
import { functionOf, hostResource, projectSide, referenceSide, type GuestPlan } from "./sides.js";

const plan: GuestPlan = { pages: 1, heapStart: 1024 };
/** Printing and stripping text takes most of the time of its runs: they are fewer, and failures are not shrunk. */
const runsOf = (
  backEnd: BackEnd,
  numRuns: number,
): { readonly numRuns: number; readonly endOnFailure: boolean } =>
  backEnd.name === "text"
    ? { numRuns: Math.ceil(numRuns / 6), endOnFailure: true }
    : { numRuns, endOnFailure: false };

const things: readonly object[] = [{ thing: 0 }, { thing: 1 }, { thing: 2 }];
const thing = (): fc.Arbitrary<unknown> => fc.constantFrom(...things);
const value = (type: AbiType): fc.Arbitrary<unknown> => hostValue(type, thing);
const types = abiType({ depth: 2, resources: [hostResource] });
const plainTypes = abiType({ depth: 2 });
const flatParams: fc.Arbitrary<AbiType[]> = fc.array(types, { maxLength: 3 });
const optionalResult = fc.option(types, { nil: undefined });

/** A function type with arguments and a result for it. */
const functionAndValues = fc.tuple(flatParams, optionalResult).chain(([params, result]) =>
  fc.record({
    type: fc.constant(functionOf(params, result)),
    args: fc.tuple(...params.map(value)),
    result: result === undefined ? fc.constant(undefined) : value(result),
  }),
);

/** A result of some type, or what claims to be one. */
interface Hostile {
  readonly type: AbiType;
  readonly core: CoreValue | undefined;
  readonly write: (bytes: Uint8Array) => void;
}

const combinations = backEnds.flatMap((backEnd) =>
  stringEncodings.map((encoding) => ({ backEnd, encoding, name: `${backEnd.name}, ${encoding}` })),
);

describe.each(combinations)("glue by $name", { timeout: 60_000 }, ({ backEnd, encoding }) => {
  const sides = (type: AbiFunctionType) => ({
    ours: projectSide(backEnd, type, encoding),
    theirs: referenceSide(type, encoding),
    lifted: flattenFunctype(type, "lift"),
    lowered: flattenFunctype(type, "lower"),
  });

  test("lifts functions as the reference does", () => {
    fc.assert(
      fc.property(
        functionAndValues,
        fc.option(fc.nat({ max: 3 }), { nil: undefined }),
        ({ type, args, result }, growAt) => {
          const { ours, theirs, lifted } = sides(type);
          const returned = guestValues(
            resultTypes(type),
            [result].slice(0, resultTypes(type).length),
            1,
            encoding,
          );
          const behaviour = {
            result: signedCore(returned.flat, lifted.results)[0],
            write: writeValues(returned),
          };
          const guest = { ...plan, handles: things, ...(growAt === undefined ? {} : { growAt }) };
          expectSame(
            ours.callExport(guest, args, behaviour),
            theirs.callExport(guest, args, behaviour),
            lifted.params,
          );
        },
      ),
      runsOf(backEnd, 100),
    );
  });

  test("lowers functions as the reference does", () => {
    fc.assert(
      fc.property(
        functionAndValues,
        fc.option(fc.nat({ max: 3 }), { nil: undefined }),
        ({ type, args, result }, growAt) => {
          const { ours, theirs, lowered } = sides(type);
          const passed = guestValues(paramTypes(type), args, 16, encoding);
          const outPointer = lowered.params.length > passed.flat.length ? [64] : [];
          const flat = signedCore([...passed.flat, ...outPointer], lowered.params);
          const guest = { ...plan, handles: things, ...(growAt === undefined ? {} : { growAt }) };
          const write = writeValues(passed);
          expectSame(
            ours.callImport(guest, flat, write, () => result),
            theirs.callImport(guest, flat, write, () => result),
            lowered.results,
          );
        },
      ),
      runsOf(backEnd, 100),
    );
  });

  test("lifts more numbers than are passed flat, after the memory grew", () => {
    const type = functionOf(Array.from({ length: 17 }, (): AbiType => ({ kind: "u8" })));
    const { ours, theirs, lowered } = sides(type);
    const args = type.params.map((_, index) => index);
    const passed = guestValues(paramTypes(type), args, 16, encoding);
    const flat = signedCore(passed.flat, lowered.params);
    const write = writeValues(passed);
    const nothing = (): undefined => undefined;
    expectSame(
      ours.callImport(plan, flat, write, nothing),
      theirs.callImport(plan, flat, write, nothing),
      [],
    );
  });

  test("traps on a bad result as the reference does", () => {
    fc.assert(
      fc.property(
        types.chain((type) => fc.tuple(fc.constant(type), value(type))),
        corruption,
        ([resultType, result], mistake) => {
          const type = functionOf([], resultType);
          const { ours, theirs, lifted } = sides(type);
          const good = guestValues([resultType], [result], 1, encoding);
          const bad = corrupt(good, mistake, lifted.results);
          const behaviour = {
            result: signedCore(bad.flat, lifted.results)[0],
            write: writeValues(bad),
          };
          const guest = { ...plan, handles: things };
          expectSame(
            ours.callExport(guest, [], behaviour),
            theirs.callExport(guest, [], behaviour),
            lifted.params,
          );
        },
      ),
      runsOf(backEnd, 200),
    );
  });

  test("traps on bad arguments as the reference does", () => {
    fc.assert(
      fc.property(functionAndValues, corruption, ({ type, args, result }, mistake) => {
        const { ours, theirs, lowered } = sides(type);
        const good = guestValues(paramTypes(type), args, 16, encoding);
        const flatWithPointer =
          lowered.params.length > good.flat.length ? [...good.flat, 64] : good.flat;
        const bad = corrupt({ ...good, flat: flatWithPointer }, mistake, lowered.params);
        const guest = { ...plan, handles: things };
        const core = signedCore(bad.flat, lowered.params);
        const write = writeValues(bad);
        expectSame(
          ours.callImport(guest, core, write, () => result),
          theirs.callImport(guest, core, write, () => result),
          lowered.results,
        );
      }),
      runsOf(backEnd, 200),
    );
  });

  test("traps on hostile memory and core values wherever the reference does", () => {
    const hostile = types.chain((type) =>
      flattenType(type, "i32").length > 1
        ? memoryImage(type, pageSize).map((image): Hostile => ({
            type,
            core: image.pointer,
            write: (memory) => applyImage(image, memory),
          }))
        : coreValues(flattenType(type, "i32"), pageSize).map(([core]): Hostile => ({
            type,
            core,
            write: () => undefined,
          })),
    );
    fc.assert(
      fc.property(hostile, ({ type: resultType, core, write }) => {
        const type = functionOf([], resultType);
        const { ours, theirs, lifted } = sides(type);
        const behaviour = { result: core, write };
        const guest = { ...plan, handles: things };
        const mine = ours.callExport(guest, [], behaviour);
        const reference = theirs.callExport(guest, [], behaviour);
        if (reference.outcome.kind === "trap") {
          // With several mistakes in one value, the one that is found first may differ.
          expect(mine.outcome.kind).toBe("trap");
          expect(mine.mayEnter).toBe(false);
        } else {
          expectSame(mine, reference, lifted.params);
        }
      }),
      runsOf(backEnd, 250),
    );
  });

  test("traps on what realloc returns as the reference does", () => {
    fc.assert(
      fc.property(
        functionAndValues,
        fc.nat({ max: 4 }),
        fc.constantFrom(
          1,
          2,
          3,
          4,
          pageSize,
          pageSize - 1,
          pageSize - 2,
          pageSize - 4,
          pageSize - 16,
          0xfffffff8,
          0xffffffff,
          0,
        ),
        fc.boolean(),
        ({ type, args, result }, call, pointer, isImport) => {
          const { ours, theirs, lifted, lowered } = sides(type);
          const guest = { ...plan, handles: things, badPointers: new Map([[call, pointer]]) };
          if (isImport) {
            const passed = guestValues(paramTypes(type), args, 16, encoding);
            const outPointer = lowered.params.length > passed.flat.length ? [64] : [];
            const flat = signedCore([...passed.flat, ...outPointer], lowered.params);
            const write = writeValues(passed);
            expectSame(
              ours.callImport(guest, flat, write, () => result),
              theirs.callImport(guest, flat, write, () => result),
              lowered.results,
            );
          } else {
            const sink = functionOf(paramTypes(type));
            const behaviour = { result: undefined, write: () => undefined };
            const made = sides(sink);
            expectSame(
              made.ours.callExport(guest, args, behaviour),
              made.theirs.callExport(guest, args, behaviour),
              lifted.params,
            );
          }
        },
      ),
      runsOf(backEnd, 100),
    );
  });

  test("traps where a function may not be called", () => {
    const type = functionOf([]);
    const { ours, theirs } = sides(type);
    const closed = { ...plan, mayLeave: false };
    const nothing = (): undefined => undefined;
    expectSame(
      ours.callImport(closed, [], nothing, nothing),
      theirs.callImport(closed, [], nothing, nothing),
      [],
    );
  });

  test("rejects a wrong argument at its path, and the instance stays usable", () => {
    const wrong = fc
      .array(plainTypes, { minLength: 1, maxLength: 3 })
      .chain((params) =>
        fc.record({
          type: fc.constant(functionOf(params)),
          args: fc.tuple(...params.map(value)),
          place: fc.nat({ max: params.length - 1 }),
        }),
      )
      .chain(({ type, args, place }) =>
        invalidHostValue(paramTypes(type)[place] ?? { kind: "bool" }).map(
          ({ value: bad, paths }) => ({
            type,
            args: args.with(place, bad),
            expected: paths.map((path) => `f(): x${place}${path} must be `),
          }),
        ),
      );
    fc.assert(
      fc.property(wrong, ({ type, args, expected }) => {
        const { ours } = sides(type);
        const { outcome, mayEnter, mayLeave } = ours.callExport(plan, args, {
          result: undefined,
          write: () => undefined,
        });
        expect({ kind: outcome.kind, mayEnter, mayLeave }).toStrictEqual({
          kind: "error",
          mayEnter: true,
          mayLeave: true,
        });
        const message = outcome.kind === "error" ? outcome.message : "";
        expect(expected.map((start) => message.slice(0, start.length))).toContain(
          expected.find((start) => message.startsWith(start)) ?? expected[0],
        );
      }),
      runsOf(backEnd, 200),
    );
  });

  test("a wrong result of a host function is a trap that names its path", () => {
    const wrong = plainTypes.chain((type) =>
      invalidHostValue(type).map(({ value: bad, paths }) => ({ type, bad, paths })),
    );
    fc.assert(
      fc.property(wrong, ({ type: resultType, bad, paths }) => {
        const type = functionOf([], resultType);
        const { ours, lowered } = sides(type);
        const flat = lowered.params.map(() => 64);
        const { outcome } = ours.callImport(
          plan,
          flat,
          () => undefined,
          () => bad,
        );
        expect(outcome).toMatchObject({ kind: "trap", code: "T96" });
        const message = outcome.kind === "trap" ? (outcome.message ?? "") : "";
        const expected = paths.map((path) => `f(): result${path} must be `);
        expect(expected.map((start) => message.slice(0, start.length))).toContain(
          expected.find((start) => message.startsWith(start)) ?? expected[0],
        );
      }),
      runsOf(backEnd, 100),
    );
  });
});

test("sizes fit the pages that the runs have", () => {
  fc.assert(
    fc.property(types, (type) => {
      expect(elemSize(type, "i32"), show(type)).toBeLessThan(guestStart);
      expect(alignment(type, "i32")).toBeLessThanOrEqual(8);
    }),
    { numRuns: 150 },
  );
});
