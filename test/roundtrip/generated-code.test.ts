import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { AbiType } from "../../src/abi/abi-type.js";
import { ComponentError } from "../../src/runtime/component-error.js";
import { isComponentError } from "../../src/runtime/is-component-error.js";
import { camelCase, fromJs, normalize, toJs } from "../reference/js-mapping.js";
import { show } from "../reference/types.js";
import {
  argumentsOf,
  echoWorld,
  HandleMark,
  replaceObjects,
  type EchoWorld,
} from "./arbitrary-world.js";
import { guestInterface, hostInterface, isHostFunction, type EchoFunction } from "./echo-module.js";
import {
  createOutputDirectory,
  generateWays,
  typeCheck,
  type Exports,
  type OutputDirectory,
  type Results,
  type Way,
} from "./generated-world.js";

/**
 * Values go to a guest and back through what `generate` writes. `ROUND_TRIPS` says how many worlds there are, `SEED` which;
 * a failure prints the seed.
 */
const worldCount = Number(process.env["ROUND_TRIPS"] ?? 2);
const seed = Number(process.env["SEED"] ?? Math.floor(Math.random() * 2 ** 31));
const functionCount = 20;
const argumentsPerFunction = 8;

type Functions = Readonly<Record<string, (...args: unknown[]) => unknown>>;

interface Gadget {
  get(): number;
}
type GadgetClass = new (id: number) => Gadget;

class Thing {
  readonly mark: HandleMark;
  constructor(mark: HandleMark) {
    this.mark = mark;
  }
}

/** An instance, and what its host was called with last. */
interface Guest {
  readonly way: Way;
  readonly functions: Functions;
  readonly Gadget: GadgetClass;
  readonly exports: Exports;
  readonly calls: unknown[][];
}

/** Gives a value as a host function's result; errors in turn as each kind that may be thrown. */
function giveBack(results: Results, type: AbiType | undefined, value: unknown): unknown {
  if (type?.kind !== "result" || results === "value") {
    return value;
  }
  const { tag, val } = value as { readonly tag: "ok" | "err"; readonly val?: unknown };
  if (tag === "ok") {
    return val;
  }
  throw new ComponentError(val);
}

/** What a function of the guest returned or threw, as a value. */
function taken(results: Results, type: AbiType | undefined, call: () => unknown): unknown {
  if (type?.kind !== "result" || results === "value") {
    return call();
  }
  try {
    return { tag: "ok", val: call() };
  } catch (error) {
    if (isComponentError(error)) {
      return { tag: "err", val: error.payload };
    }
    throw error;
  }
}

async function makeGuest(way: Way, { functions }: EchoWorld): Promise<Guest> {
  const calls: unknown[][] = [];
  const host = functions.filter(isHostFunction).map(({ name, type }) => [
    camelCase(name),
    (...args: unknown[]) => {
      calls.push(args);
      return type.result === undefined
        ? undefined
        : giveBack(way.results, type.result, args.length === 1 ? args[0] : args);
    },
  ]);
  const exports = await way.instantiate({
    [hostInterface]: { Thing, ...Object.fromEntries(host) },
  });
  const guest = exports[guestInterface] as Functions & { readonly Gadget: GadgetClass };
  return { way, functions: guest, Gadget: guest.Gadget, exports, calls };
}

/** Makes objects of an instance for the marks in a value. */
function withObjects(value: unknown, guest: Guest): unknown {
  return replaceObjects(value, (mark) => {
    if (!(mark instanceof HandleMark)) {
      throw new Error("not a mark");
    }
    return mark.resource === "thing" ? new Thing(mark) : new guest.Gadget(mark.id);
  });
}

/** The other way. */
function withMarks(value: unknown, guest: Guest): unknown {
  return replaceObjects(value, (object) => {
    if (object instanceof guest.Gadget) {
      return new HandleMark("gadget", object.get());
    }
    return object instanceof Thing ? object.mark : object;
  });
}

/** What comes back for arguments. */
function expected({ type }: EchoFunction, args: readonly unknown[]): unknown {
  if (type.result === undefined) {
    return undefined;
  }
  const isRepresentation = type.params.some((param) => show(param.type).includes("borrow<gadget>"));
  const values = type.params.map((param, i) => toJs(param.type, fromJs(param.type, args[i])));
  const all = normalize(values.length === 1 ? values[0] : values);
  return isRepresentation ? replaceObjects(all, (mark) => (mark as HandleMark).id) : all;
}

function expectEcho(guest: Guest, f: EchoFunction, args: readonly unknown[]): void {
  const { way, functions, calls } = guest;
  const { result } = f.type;
  const want = expected(f, args);
  const count = (counter: string): number => Number(functions[counter]?.());
  for (const key of [f.name, ...(isHostFunction(f) ? [`call-${f.name}`] : [])]) {
    const where = `${way.name}: ${key}(${f.type.params.map((each) => show(each.type)).join(", ")})`;
    const before = count("postReturnCount");
    calls.length = 0;
    const values = args.map((arg) => withObjects(arg, guest));
    const got = taken(way.results, result, () => functions[camelCase(key)]?.(...values));
    expect(normalize(withMarks(got, guest)), where).toStrictEqual(want);
    expect(count("postReturnCount") - before, where).toBe(way.postReturn ? 1 : 0);
    expect(calls.length, where).toBe(key === f.name ? 0 : 1);
    for (const each of calls) {
      const lifted = f.type.params.map(({ type }, i) => toJs(type, fromJs(type, args[i])));
      expect(normalize(withMarks(each, guest)), where).toStrictEqual(normalize(lifted));
    }
  }
}

let directory: OutputDirectory;
beforeAll(async () => {
  directory = await createOutputDirectory();
});
afterAll(async () => {
  await directory[Symbol.asyncDispose]();
});

const worlds = fc.sample(echoWorld(functionCount), { seed, numRuns: worldCount });

describe(`generated code, seed ${seed}`, () => {
  test.each(worlds.map((world, index) => ({ world, index })))(
    "gives back what it gets: world $index",
    { timeout: 60_000 },
    async ({ world, index }) => {
      const ways = await generateWays(join(directory.path, `world${index}`), world);
      const guests = await Promise.all(ways.map((way) => makeGuest(way, world)));
      for (const f of world.functions) {
        fc.assert(
          fc.property(argumentsOf(f), (args) => {
            for (const guest of guests) {
              expectEcho(guest, f, args);
            }
          }),
          { numRuns: argumentsPerFunction, seed },
        );
      }
    },
  );

  test("is accepted by the compiler", { timeout: 60_000 }, async () => {
    expect(await typeCheck(directory.path)).toBe("");
  });
});
