import { expect } from "vitest";
import type { AbiType } from "../../src/abi/abi-type.js";
import { ComponentError } from "../../src/runtime/component-error.js";
import { isComponentError } from "../../src/runtime/is-component-error.js";
import { isTrap, type Trap } from "../../src/runtime/trap.js";
import { camelCase, fromJs, normalize, toJs } from "../reference/js-mapping.js";
import { show } from "../reference/types.js";
import { thrownBy } from "../thrown-by.js";
import {
  HandleMark,
  replaceObjects,
  type EchoWorld,
  type WrongArguments,
  type WrongResult,
} from "./arbitrary-world.js";
import { guestInterface, hostInterface, isHostFunction, type EchoFunction } from "./echo-module.js";
import type { Results, Way } from "./generated-world.js";

type Functions = Readonly<Record<string, (...args: unknown[]) => unknown>>;

/** An object of the guest's resource. */
export interface Gadget extends Disposable {
  get(): number;
}

/** An object of the host's resource. */
export class Thing {
  disposed = 0;
  [Symbol.dispose](): void {
    this.disposed++;
  }
}

/** An instance of a world, and what its host was called with. */
export interface EchoGuest extends Disposable {
  readonly way: Way;
  readonly functions: Functions;
  readonly Gadget: new (id: number) => Gadget;
  readonly calls: unknown[][];
}

/** Makes an instance whose host gives back what it gets, or what `answer` makes of it. */
export async function makeGuest(
  way: Way,
  { functions }: EchoWorld,
  answer?: (f: EchoFunction) => unknown,
): Promise<EchoGuest> {
  const calls: unknown[][] = [];
  const host = functions.filter(isHostFunction).map((f) => [
    camelCase(f.name),
    (...args: unknown[]) => {
      calls.push(args);
      if (f.type.result === undefined) {
        return undefined;
      }
      const value = answer === undefined ? (args.length === 1 ? args[0] : args) : answer(f);
      return giveBack(way.results, f.type.result, value, calls.length);
    },
  ]);
  const exports = await way.instantiate({
    [hostInterface]: { Thing, ...Object.fromEntries(host) },
  });
  const guest = exports[guestInterface] as Functions & Pick<EchoGuest, "Gadget">;
  return {
    ...{ way, calls, functions: guest, Gadget: guest.Gadget },
    [Symbol.dispose]: () => exports[Symbol.dispose](),
  };
}

/** Gives a value as a host function's result; errors in turn as each of what may be thrown. */
function giveBack(
  results: Results,
  type: AbiType | undefined,
  value: unknown,
  turn: number,
): unknown {
  if (type?.kind !== "result" || results === "value") {
    return value;
  }
  const { tag, val } = value as { readonly tag: "ok" | "err"; readonly val?: unknown };
  if (tag === "ok") {
    return val;
  }
  if (type.err !== undefined && !(val instanceof Error) && turn % 3 === 0) {
    throw val;
  }
  throw turn % 3 === 1
    ? new ComponentError(val)
    : Object.assign(new Error("with a payload"), { payload: val });
}

/** What a function of the guest returned or threw, as a value. */
export function taken(results: Results, type: AbiType | undefined, call: () => unknown): unknown {
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

/** Objects that were made for marks. */
export type Made = Map<Thing | Gadget, HandleMark>;

/** Makes objects of an instance for the marks in a value. */
export function withObjects(value: unknown, guest: EchoGuest, made: Made): unknown {
  return replaceObjects(value, (mark) => {
    if (!(mark instanceof HandleMark)) {
      return mark;
    }
    const object = mark.resource === "thing" ? new Thing() : new guest.Gadget(mark.id);
    made.set(object, mark);
    return object;
  });
}

/** The other way, for the very objects that were made; gadgets are new ones, and are disposed. */
function withMarks(value: unknown, guest: EchoGuest, made: Made): unknown {
  return replaceObjects(value, (object) => {
    if (object instanceof guest.Gadget) {
      const mark = new HandleMark("gadget", "own", object.get());
      expectDropped(guest, object);
      return mark;
    }
    return object instanceof Thing ? made.get(object) : object;
  });
}

/** Disposes a gadget, which the guest's destructor must see. */
function expectDropped(guest: EchoGuest, gadget: Gadget): void {
  const before = count(guest, "dropCount");
  gadget[Symbol.dispose]();
  expect(count(guest, "dropCount") - before, guest.way.name).toBe(1);
}

/** The keys of a function among the guest's: as it does it by itself, and through the host. */
export function keysOf(f: EchoFunction): string[] {
  return [camelCase(f.name), ...(isHostFunction(f) ? [camelCase(`call-${f.name}`)] : [])];
}

/** What the guest's counters say. */
export function count(guest: EchoGuest, counter: "postReturnCount" | "dropCount"): number {
  return Number(guest.functions[counter]?.());
}

/** Expects that arguments come back from the guest, and on the way from the host, with one post-return a call. */
export function expectEcho(guest: EchoGuest, f: EchoFunction, args: readonly unknown[]): void {
  const { way, functions, calls } = guest;
  const types = f.type.params.map((param) => param.type);
  const lifted = types.map((type, i) => normalize(toJs(type, fromJs(type, args[i]))));
  for (const key of keysOf(f)) {
    const where = `${way.name}: ${key}(${types.map(show).join(", ")})`;
    const before = count(guest, "postReturnCount");
    calls.length = 0;
    const made: Made = new Map();
    const values = args.map((arg) => withObjects(arg, guest, made));
    const got = taken(way.results, f.type.result, () => functions[key]?.(...values));
    expect(normalize(withMarks(got, guest, made)), where).toStrictEqual(expected(f, lifted));
    expect(count(guest, "postReturnCount") - before, where).toBe(way.postReturn ? 1 : 0);
    const isDirect = key === camelCase(f.name);
    expect(
      calls.map((call) => call.map((each) => normalize(withMarks(each, guest, made)))),
      where,
    ).toStrictEqual(isDirect ? [] : [lifted]);
    const isDropped = isDirect && f.type.result === undefined;
    for (const [object, { kind }] of made) {
      if (object instanceof Thing) {
        expect(object.disposed, where).toBe(isDropped && kind === "own" ? 1 : 0);
      } else if (kind === "own") {
        expect(() => object.get(), where).toThrow(TypeError);
      } else {
        expectDropped(guest, object);
      }
    }
  }
}

/** What comes back for arguments: in place of borrows of the guest's resource, their representations. */
function expected({ type }: EchoFunction, lifted: readonly unknown[]): unknown {
  if (type.result === undefined) {
    return undefined;
  }
  return replaceObjects(lifted.length === 1 ? lifted[0] : lifted, (object) =>
    object instanceof HandleMark && object.resource === "gadget" && object.kind === "borrow"
      ? object.id
      : object,
  );
}

/**
 * Expects that arguments with a mistake are refused by name before the guest is reached, with all objects still the host's,
 * and that the instance stays usable.
 */
export function expectRefused(
  guest: EchoGuest,
  f: EchoFunction,
  { args, places }: WrongArguments,
): void {
  const { way, functions, calls } = guest;
  for (const key of keysOf(f)) {
    const where = `${way.name}: ${key}(${f.type.params.map(({ type }) => show(type)).join(", ")})`;
    calls.length = 0;
    const made: Made = new Map();
    const values = args.map((arg) => withObjects(arg, guest, made));
    const error = thrownBy(() => functions[key]?.(...values));
    expectNamed(error, `exports["${guestInterface}"].${key}()`, places, where);
    expect(calls, where).toEqual([]);
    for (const object of made.keys()) {
      if (object instanceof Thing) {
        expect(object.disposed, where).toBe(0);
      } else {
        object.get();
        expectDropped(guest, object);
      }
    }
  }
}

/** Expects that a result with a mistake ends the call with a trap that names it, and the use of the instance. */
export async function expectHostTrap(
  way: Way,
  world: EchoWorld,
  f: EchoFunction,
  args: readonly unknown[],
  { value, places }: WrongResult,
): Promise<void> {
  const made: Made = new Map();
  const guest: EchoGuest = await makeGuest(way, world, () => withObjects(value, guest, made));
  const call = (): unknown =>
    guest.functions[camelCase(`call-${f.name}`)]?.(
      ...args.map((arg) => withObjects(arg, guest, new Map())),
    );
  const error = thrownBy(call);
  const where = `${way.name}: ${f.name} -> ${f.type.result === undefined ? "" : show(f.type.result)}`;
  const path = `imports["${hostInterface}"].${camelCase(f.name)}()`;
  expect(isTrap(error), `${where}: ${String(error)}`).toBe(true);
  const { code, message, cause } = error as Trap;
  expect(code, where).toBe("T96");
  expectNamed(cause, path, places, where);
  expect(message, where).toBe((cause as Error).message);
  expect(thrownBy(call), where).toMatchObject({ code: "T1" });
  guest[Symbol.dispose]();
}

/** Expects a TypeError or RangeError that names one of the places. */
function expectNamed(error: unknown, path: string, places: readonly string[], where: string): void {
  expect(
    error instanceof TypeError || error instanceof RangeError,
    `${where}: ${String(error)}`,
  ).toBe(true);
  const { message } = error as Error;
  const wanted = places.map((place) => `${path}: ${place} must be `);
  const found = wanted.find((start) => message.startsWith(start));
  expect(message.slice(0, found?.length), where).toBe(found ?? wanted.join(" or "));
}
