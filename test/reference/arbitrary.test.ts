import { fc } from "../fast-check.js";
import { describe, expect, test } from "vitest";
import type { AbiType } from "../../src/abi/abi-type.js";
import { alignment } from "./alignment.js";
import { abiType, hostValue } from "./arbitrary.js";
import { invalidHostValue } from "./arbitrary-invalid.js";
import { applyImage, coreValues, memoryImage } from "./arbitrary-memory.js";
import { LiftLowerContext } from "./context.js";
import { elemSize } from "./element-size.js";
import { CoreValueIter, liftFlat } from "./flat-lifting.js";
import { lowerFlat } from "./flat-lowering.js";
import { flattenType } from "./flattening.js";
import { makeHeap } from "./heap.js";
import { fromJs, normalize, toJs } from "./js-mapping.js";
import { load } from "./loading.js";
import type { StringEncoding } from "./options.js";
import { ComponentInstance } from "./runtime-state.js";
import type { SpecValue } from "./spec-value.js";
import { store } from "./storing.js";
import { Trap } from "./trap.js";

const typeAndValue = abiType().chain((type) => hostValue(type).map((value) => ({ type, value })));
const memorySize = 65536;

function context(stringEncoding: StringEncoding = "utf8") {
  const heap = makeHeap(memorySize);
  const cx = new LiftLowerContext(
    { stringEncoding, memory: heap.memory, realloc: heap.realloc },
    new ComponentInstance(),
  );
  return { heap, cx };
}

const outcome = (type: AbiType, run: () => SpecValue): unknown => {
  try {
    return normalize(toJs(type, run()));
  } catch (error) {
    if (error instanceof Trap) {
      return error.code;
    }
    throw error;
  }
};

describe("a random value", () => {
  test.each<StringEncoding>(["utf8", "utf16", "latin1+utf16"])(
    "survives memory and flat values in %s",
    (encoding) => {
      fc.assert(
        fc.property(typeAndValue, ({ type, value }) => {
          const { heap, cx } = context(encoding);
          const lowered = fromJs(type, value);
          const want = normalize(toJs(type, lowered));
          const flat = lowerFlat(cx, lowered, type);
          expect(outcome(type, () => liftFlat(cx, new CoreValueIter(flat), type))).toStrictEqual(
            want,
          );
          const ptr = Math.ceil(heap.next / 8) * 8;
          heap.next = ptr + elemSize(type, "i32");
          store(cx, lowered, type, ptr);
          expect(outcome(type, () => load(cx, ptr, type))).toStrictEqual(want);
        }),
        { numRuns: 200 },
      );
    },
  );
});

test("an invalid value says where its mistake is", () => {
  fc.assert(
    fc.property(
      abiType({ depth: 2 }).chain((type) => invalidHostValue(type)),
      ({ value, paths }) => {
        expect(paths.length).toBeGreaterThan(0);
        for (const path of paths.filter((text) => !text.includes(".get("))) {
          let holder: unknown = value;
          for (const step of (path.match(/[^.[\]]+/g) ?? []).slice(0, -1)) {
            expect(typeof holder).toBe("object");
            holder = (holder as Record<string, unknown>)[step];
          }
          expect(path === "" || (typeof holder === "object" && holder !== null)).toBe(true);
        }
      },
    ),
    { numRuns: 300 },
  );
});

test("memory images are valid and hostile in turn", () => {
  const seen = new Map<string, number>();
  fc.assert(
    fc.property(
      abiType().chain((type) => memoryImage(type, memorySize).map((image) => ({ type, image }))),
      ({ type, image }) => {
        const { heap, cx } = context();
        expect(image.pointer % alignment(type, "i32")).toBe(0);
        applyImage(image, heap.memory.bytes);
        const result = outcome(type, () => load(cx, image.pointer, type));
        const key = typeof result === "string" && /^T\d\d$/.test(result) ? result : "value";
        seen.set(key, (seen.get(key) ?? 0) + 1);
      },
    ),
    { numRuns: 1500, seed: 1 },
  );
  const codes = ["T21", "T22", "T23", "T25", "T26", "T27", "T28", "T29", "T30"];
  expect([...seen.keys()]).toEqual(expect.arrayContaining(["value", ...codes]));
});

test("core values lift or trap", () => {
  fc.assert(
    fc.property(
      abiType().chain((type) =>
        coreValues(flattenType(type, "i32"), memorySize).map((flat) => ({ type, flat })),
      ),
      ({ type, flat }) => {
        const { cx } = context();
        outcome(type, () => liftFlat(cx, new CoreValueIter(flat), type));
      },
    ),
    { numRuns: 300 },
  );
});
