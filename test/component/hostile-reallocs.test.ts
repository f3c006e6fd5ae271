import { describe, expect, it } from "vitest";
import { loadComponent } from "../../src/component/load-component.js";
import { isTrap } from "../../src/runtime/trap.js";
import {
  ComponentBuilder,
  coreModule,
  define,
  i32,
  op,
  options,
  types,
  type Bytes,
} from "./assembler.js";

/** Reallocs that do what no allocator should. What they give is in bounds, so that nothing may trap or crash. */

const page = 65536;

/** `echo: func(l: list<string>) -> list<string>` gives back what it was given, with a realloc of its own. */
function echo(encoding: Bytes, realloc: Bytes): Uint8Array {
  const component = new ComponentBuilder();
  const core = component.coreInstance(
    component.coreModule(
      coreModule({
        memory: 1,
        globals: [1024],
        functions: [
          {
            export: "realloc",
            params: [i32, i32, i32, i32],
            results: [i32],
            locals: [i32],
            body: realloc,
          },
          {
            export: "echo",
            params: [i32, i32],
            results: [i32],
            body: [
              ...[...op.const(16), ...op.get(0), ...op.store()],
              ...[...op.const(16), ...op.get(1), ...op.store(4), ...op.const(16)],
            ],
          },
        ],
      }),
    ),
  );
  const list = component.type(define.list(types.string));
  const lifted = component.lift(
    component.coreAlias("func", core, "echo"),
    component.type(define.function([["l", [list]]], [list])),
    options.memory(component.coreAlias("memory", core, "memory")),
    options.realloc(component.coreAlias("func", core, "realloc")),
    encoding,
  );
  component.export("echo", "func", lifted);
  return component.bytes();
}

const grow = [0x40, 0];
const [oldPointer, oldSize, newSize, result] = [0, 1, 3, 4];
/** Copies the smaller one of both blocks. */
const copyOld = [
  ...[...op.get(result), ...op.get(oldPointer), ...op.get(oldSize), ...op.get(newSize)],
  ...[...op.get(oldSize), ...op.get(newSize), 0x49, 0x1b, 0xfc, 0x0a, 0, 0],
];

/** Grows memory by a page, which detaches every view of it, and gives that page. */
const growing: Bytes = [
  ...[...op.const(1), ...grow, ...op.const(page), ...op.mul, ...op.set(result)],
  ...copyOld,
  ...op.get(result),
];

/** Grows memory and gives a block of the first page all the same. */
const moving: Bytes = [
  ...[...op.const(1), ...grow, ...op.drop],
  ...[...op.globalGet(0), ...op.set(result)],
  ...[...op.globalGet(0), ...op.get(newSize), ...op.add, ...op.const(7), ...op.add],
  ...[...op.const(-8), ...op.and, ...op.globalSet(0)],
  ...copyOld,
  ...op.get(result),
];

/** Overwrites all of the first page but the start before it gives a block. */
const scribbling: Bytes = [
  ...[...op.const(32), ...op.const(0x5a), ...op.const(page - 32), 0xfc, 0x0b, 0],
  ...op.const(1024),
];

const words = ["short", "größer als zuvor", "日本語".repeat(20), "", "\u{1f600} end"];

describe.each(["function", "closures"] as const)("with the back-end %s", (backend) => {
  const instantiate = async (bytes: Uint8Array) => {
    const instance = await (await loadComponent(bytes, { backend })).instantiate();
    return { instance, echo: instance.exports["echo"] as (list: unknown) => unknown };
  };
  const encodings = [
    ["UTF-8", options.utf8],
    ["UTF-16", options.utf16],
    ["Latin-1 or UTF-16", options.latin1],
  ] as const;

  describe.each(encodings)("and strings in %s", (_, encoding) => {
    it.each([
      ["grows memory each time", growing],
      ["grows memory and stays where it was", moving],
    ])("a realloc that %s loses nothing", async (__, realloc) => {
      const { instance, echo: call } = await instantiate(echo(encoding, realloc));
      expect(call(words)).toEqual(words);
      expect(call(words)).toEqual(words);
      expect(instance.poisoned).toBe(false);
    });

    it.each([
      ["always gives the same block", op.const(1024)],
      [
        "gives the end of memory for nothing",
        [
          ...op.get(newSize),
          0x45,
          0x04,
          i32,
          ...op.const(page),
          0x05,
          ...op.const(1024),
          ...op.end,
        ],
      ],
      ["overwrites what it gave before", scribbling],
    ])("a realloc that %s gives strings of some kind, or traps", async (__, realloc) => {
      for (const list of [[], [""], ["a", "b"], words]) {
        const { instance, echo: call } = await instantiate(echo(encoding, realloc));
        try {
          expect(call(list)).toHaveLength(list.length);
          expect(instance.poisoned).toBe(false);
        } catch (error) {
          expect(isTrap(error)).toBe(true);
          expect(instance.poisoned).toBe(true);
        }
      }
    });
  });

  it("a block may end where memory ends", async () => {
    const end = [...op.const(page), ...op.get(newSize), 0x6b];
    const { echo: call } = await instantiate(echo(options.utf8, end));
    expect(call([""])).toEqual([""]);
  });

  it("a memory that cannot grow any more ends in a trap", async () => {
    // -1, which is what growing gives then, is out of bounds.
    const { echo: call } = await instantiate(echo(options.utf8, [...op.const(65536), ...grow]));
    expect(() => call(["x"])).toThrow("realloc return");
  });
});
