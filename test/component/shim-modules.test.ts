import { describe, expect, it } from "vitest";
import { readFixup, readShim } from "../../src/component/shim-modules.js";
import type { CoreModule } from "../../src/component/model.js";
import { corePreamble, i32, name, op, section, type Bytes } from "./assembler.js";

/** What the linker may leave out, and what only looks like it. */

/** Some sections of a module by id, in their order; `undefined` for one that it does not have. */
type Sections = Readonly<Record<string, Bytes | undefined>>;

const ids: Readonly<Record<string, number>> = {
  ...{ type: 1, import: 2, function: 3, table: 4, memory: 5, export: 7 },
  ...{ element: 9, code: 10, custom: 0 },
};

function moduleOf(sections: Sections): CoreModule {
  const bytes = Object.entries(ids).flatMap(([what, id]) => {
    const content = sections[what];
    return content === undefined ? [] : section(id, content);
  });
  return { bytes: Uint8Array.from([...corePreamble, ...bytes]), offset: 0 };
}

const signature = [0x60, 2, i32, i32, 1, i32];
const type = "i32 i32 -> i32";
const tableType = [0x70, 1, 1, 1];
const code = (...body: Bytes): Bytes => [1, body.length, ...body];
const forwarded = [...op.get(0), ...op.get(1)];
const callIndirect = (type: number, table: number): Bytes => [0x11, type, table];
const forward = [...forwarded, ...op.const(0), ...callIndirect(0, 0), ...op.end];

const shim: Sections = {
  type: [1, ...signature],
  function: [1, 0],
  table: [1, ...tableType],
  export: [2, ...name("0"), 0, 0, ...name("$imports"), 1, 0],
  code: code(0, ...forward),
};

const fixup: Sections = {
  type: [1, ...signature],
  import: [2, ...name(""), ...name("0"), 0, 0, ...name(""), ...name("$imports"), 1, ...tableType],
  element: [1, 0, ...op.const(3), ...op.end, 1, 0],
};

describe("a module that forwards calls through its table", () => {
  const want = {
    forwards: new Map([["0", { index: 0, type }]]),
    tables: new Set(["$imports"]),
    tableSize: 1n,
  };

  it("is read", () => {
    expect(readShim(moduleOf(shim))).toEqual(want);
    expect(readShim(moduleOf({ ...shim, custom: name("name") }))).toEqual(want);
  });

  const plain = [...forwarded, ...op.const(0)];
  it.each<readonly [string, Sections]>([
    ...Object.keys(shim).map(
      (key) => [`has no section ${key}`, { ...shim, [key]: undefined }] as const,
    ),
    ["has a memory", { ...shim, memory: [1, 0, 1] }],
    ["has two tables", { ...shim, table: [2, ...tableType, ...tableType] }],
    [
      "has a table that is filled",
      { ...shim, table: [1, 0x40, 0, ...tableType, 0xd0, 0x70, ...op.end] },
    ],
    ["has a table of other references", { ...shim, table: [1, 0x6f, 1, 1, 1] }],
    ["has a table without empty places", { ...shim, table: [1, 0x64, 0x70, 1, 1, 1] }],
    ["has locals", { ...shim, code: code(1, 1, i32, ...forward) }],
    [
      "passes one argument twice",
      {
        ...shim,
        code: code(0, ...op.get(0), ...op.get(0), ...op.const(0), ...callIndirect(0, 0), ...op.end),
      },
    ],
    [
      "passes a constant",
      {
        ...shim,
        code: code(
          0,
          ...op.get(0),
          ...op.const(1),
          ...op.const(0),
          ...callIndirect(0, 0),
          ...op.end,
        ),
      },
    ],
    [
      "calls what an argument says",
      { ...shim, code: code(0, ...forwarded, ...op.get(0), ...callIndirect(0, 0), ...op.end) },
    ],
    [
      "calls a function of its own",
      { ...shim, code: code(0, ...plain, ...op.drop, 0x10, 0, ...op.end) },
    ],
    [
      "calls as another type",
      {
        ...shim,
        type: [2, ...signature, ...signature],
        code: code(0, ...plain, ...callIndirect(1, 0), ...op.end),
      },
    ],
    [
      "calls through another table",
      { ...shim, code: code(0, ...plain, ...callIndirect(0, 1), ...op.end) },
    ],
    [
      "calls outside of every table",
      { ...shim, code: code(0, ...forwarded, ...op.const(-1), ...callIndirect(0, 0), ...op.end) },
    ],
    [
      "does something more",
      { ...shim, code: code(0, ...plain, ...callIndirect(0, 0), 0x01, ...op.end) },
    ],
    ["goes on behind its end", { ...shim, code: code(0, ...forward, ...op.end) }],
    ["has a type with references", { ...shim, type: [1, 0x60, 2, i32, 0x70, 1, i32] }],
    ["has a type that may have subtypes", { ...shim, type: [1, 0x50, 0, ...signature] }],
    ["has a type of a group", { ...shim, type: [1, 0x4e, 2, ...signature, ...signature] }],
    [
      "has a type with a supertype",
      {
        ...shim,
        function: [1, 1],
        type: [2, 0x50, 0, ...signature, 0x4f, 1, 0, ...signature],
        code: code(0, ...plain, ...callIndirect(1, 0), ...op.end),
      },
    ],
    ["has no type of functions", { ...shim, type: [1, 0x5f, 0] }],
  ])("is none that %s", (_, sections) => {
    expect(readShim(moduleOf(sections))).toBeUndefined();
  });
});

describe("a module that fills a table", () => {
  it("is read", () => {
    expect(readFixup(moduleOf(fixup))).toMatchObject({
      table: { module: "", name: "$imports" },
      functions: new Map([[3, { module: "", name: "0", type }]]),
    });
  });

  const importing = (...items: readonly Bytes[]): Bytes => [
    items.length,
    ...items.flatMap((item) => [...name(""), ...name("x"), ...item]),
  ];
  const [f, table] = [
    [0, 0],
    [1, ...tableType],
  ];
  it.each<readonly [string, Sections]>([
    ...Object.keys(fixup).map(
      (key) => [`has no section ${key}`, { ...fixup, [key]: undefined }] as const,
    ),
    ["has a memory", { ...fixup, memory: [1, 0, 1] }],
    ["imports no table", { ...fixup, import: importing(f) }],
    ["imports two tables", { ...fixup, import: importing(f, table, table) }],
    ["imports a memory, too", { ...fixup, import: importing(f, table, [2, 0, 1]) }],
    ["imports a memory instead", { ...fixup, import: importing(f, [2, 0, 1]) }],
    [
      "fills two parts",
      { ...fixup, element: [2, 0, ...op.const(0), ...op.end, 0, 0, ...op.const(1), ...op.end, 0] },
    ],
    ["fills nothing yet", { ...fixup, element: [1, 1, 0, 1, 0] }],
    ["fills where a global says", { ...fixup, element: [1, 0, 0x23, 0, ...op.end, 1, 0] }],
    [
      "fills where a sum says",
      { ...fixup, element: [1, 0, ...op.const(1), ...op.const(1), ...op.add, ...op.end, 1, 0] },
    ],
    [
      "fills what is before the table",
      { ...fixup, element: [1, 0, ...op.const(-1), ...op.end, 1, 0] },
    ],
    ["fills in what it has not", { ...fixup, element: [1, 0, ...op.const(3), ...op.end, 1, 1] }],
    [
      "goes on behind its elements",
      { ...fixup, element: [1, 0, ...op.const(3), ...op.end, 1, 0, 0] },
    ],
    ["imports a function with references", { ...fixup, type: [1, 0x60, 1, 0x6f, 0] }],
  ])("is none that %s", (_, sections) => {
    expect(readFixup(moduleOf(sections))).toBeUndefined();
  });
});
