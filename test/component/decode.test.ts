import { describe, expect, it } from "vitest";
import { canonOpcodes } from "../../src/component/canon-opcodes.js";
import { taskOpcodes } from "../../src/component/task-opcodes.js";
import { decodeCoreModule } from "../../src/component/decode-core-module.js";
import { binaryKind, decodeComponent } from "../../src/component/decode.js";
import { InvalidComponentError } from "../../src/component/errors.js";
import type { CoreModuleSections, Definition } from "../../src/component/model.js";
import { thrownBy } from "../thrown-by.js";
import {
  component,
  componentPreamble,
  coreModule,
  corePreamble,
  declare,
  define,
  name,
  section,
  types,
  u32,
  type Bytes,
} from "./assembler.js";

function failure(bytes: Uint8Array): InvalidComponentError {
  const error = thrownBy(() => coreModules(bytes));
  expect(error).toBeInstanceOf(InvalidComponentError);
  return error as InvalidComponentError;
}

function definitions(...sections: readonly Bytes[]): readonly Definition[] {
  return decodeComponent(component(...sections)).definitions;
}

/** Decodes the core modules of a component too, as validation does. */
function coreModules(bytes: Uint8Array): readonly CoreModuleSections[] {
  return decodeComponent(bytes).definitions.flatMap((definition) =>
    definition.kind === "core-module" ? [decodeCoreModule(definition.module)] : [],
  );
}

describe("decodeComponent", () => {
  it("tells the two layers apart", () => {
    expect(binaryKind(Uint8Array.from(componentPreamble))).toBe("component");
    expect(binaryKind(Uint8Array.from(corePreamble))).toBe("core-module");
    expect(binaryKind(Uint8Array.from([0, 0x61, 0x73, 0x6d]))).toBeUndefined();
    expect(binaryKind(new TextEncoder().encode("(component)"))).toBeUndefined();
  });

  it("decodes an empty component", () => {
    expect(decodeComponent(component())).toEqual({ offset: 0, definitions: [], customs: [] });
  });

  it("keeps custom sections as views of the input", () => {
    const bytes = component(section(0, [...name("producers"), 1, 2, 3]));
    const [custom] = decodeComponent(bytes).customs;
    expect(custom).toMatchObject({ name: "producers", offset: 8 });
    expect(custom?.bytes.buffer).toBe(bytes.buffer);
    expect([...(custom?.bytes ?? [])]).toEqual([1, 2, 3]);
  });

  it("decodes every defined type", () => {
    const given: readonly (readonly [Bytes, unknown])[] = [
      [types.string, { kind: "primitive", primitive: "string" }],
      [define.record([["a", types.u8]]), { kind: "record", fields: [{ label: "a", type: "u8" }] }],
      [
        define.variant([["x"], ["y", types.f64]]),
        { kind: "variant", cases: [{ label: "x" }, { label: "y", type: "f64" }] },
      ],
      [define.list([0]), { kind: "list", element: 0 }],
      [[0x67, ...types.u8, ...u32(300)], { kind: "list", element: "u8", length: 300 }],
      [define.tuple([types.s8, types.char]), { kind: "tuple", types: ["s8", "char"] }],
      [define.flags(["a", "b"]), { kind: "flags", labels: ["a", "b"] }],
      [define.enum(["a"]), { kind: "enum", labels: ["a"] }],
      [define.option(types.bool), { kind: "option", type: "bool" }],
      [define.result(undefined, types.u16), { kind: "result", err: "u16" }],
      [define.own(3), { kind: "own", resource: 3 }],
      [define.borrow(200), { kind: "borrow", resource: 200 }],
      [[0x66, 0], { kind: "stream" }],
      [[0x65, 1, ...types.u32], { kind: "future", payload: "u32" }],
      [[0x63, ...types.string, ...types.u64], { kind: "map", key: "string", value: "u64" }],
      [define.resource(7), { kind: "resource", representation: "i32", destructor: 7 }],
      [
        define.function([["p", types.s64]], types.s32),
        { kind: "function", params: [{ label: "p", type: "s64" }], result: "s32", async: false },
      ],
      [[0x43, 0, 1, 0], { kind: "function", params: [], async: true }],
    ];
    const decoded = definitions(section(7, [given.length, ...given.flatMap(([bytes]) => bytes)]));
    expect(decoded.map((item) => item.kind === "type" && item.type)).toEqual(
      given.map(([, want]) => want),
    );
  });

  it("decodes declarations of instance types", () => {
    const type = define.instance(
      declare.outerType(1, 0),
      declare.resource("r"),
      declare.type(define.function([["self", [1]]])),
      declare.function("f", 2),
    );
    const [definition] = definitions(section(7, [1, ...type]));
    expect(definition).toMatchObject({
      kind: "type",
      type: {
        kind: "instance",
        declarations: [
          { kind: "alias", alias: { kind: "outer", sort: "type", count: 1, index: 0 } },
          { kind: "export", name: { name: "r" }, type: { bound: { kind: "sub-resource" } } },
          { kind: "type" },
          { kind: "export", name: { name: "f" }, type: { kind: "function", type: 2 } },
        ],
      },
    });
  });

  it("decodes what few components have", () => {
    const declared = [0x41, 3, 0, 0x60, 0, 0, 3, 0, ...name("i"), 1, 0, 4, 0, ...name("e"), 1, 0];
    const decoded = definitions(
      section(7, [2, 0x3f, 0x7e, 0, ...declared]),
      section(9, [...u32(200), 2, 0, 1, 1]),
      section(10, [2, 0, ...name("v"), 2, 0, ...u32(200), 0, ...name("w"), 2, 1, ...types.u8]),
      section(12, [1, ...types.u8, 1, 5]),
    );
    expect(decoded).toMatchObject([
      { type: { kind: "resource", representation: "i64" } },
      {
        type: {
          kind: "component",
          declarations: [
            { kind: "core-type", type: { kind: "group" } },
            { kind: "import", name: { name: "i" }, type: { kind: "function", type: 0 } },
            { kind: "export", name: { name: "e" } },
          ],
        },
      },
      { kind: "start", function: 200, args: [0, 1], results: 1 },
      { kind: "import", type: { kind: "value", bound: { kind: "eq", value: 200 } } },
      { kind: "import", type: { kind: "value", bound: { kind: "type", type: "u8" } } },
      { kind: "value", type: "u8", bytes: Uint8Array.of(5) },
    ]);
  });

  it("decodes attributes of names", () => {
    const attributed = [
      2,
      ...name("i"),
      3,
      ...[0, ...name("a:b/c")],
      ...[1, ...name(".1")],
      ...[2, ...name("id")],
    ];
    const [definition] = definitions(section(10, [1, ...attributed, 0x05, 0]));
    expect(definition).toMatchObject({
      name: { name: "i", implements: "a:b/c", versionSuffix: ".1", externalId: "id" },
    });
  });

  it("decodes every canonical definition", () => {
    for (const [opcode, [kind, ...immediates]] of Object.entries({
      ...canonOpcodes,
      ...taskOpcodes,
    })) {
      const bytes = immediates.flatMap((immediate) =>
        immediate === "result" ? [0x01, 0x00] : immediate === "slotType" ? [0x7f] : [0x00],
      );
      const [definition] = definitions(section(8, [1, Number(opcode), ...bytes]));
      expect(definition).toMatchObject({ kind: "canon", canon: { kind } });
    }
  });

  it("reads of a core module what linking needs", () => {
    const bytes = coreModule({
      imports: [{ module: "m", name: "f", params: [0x7f] }],
      functions: [{ body: [0x41, 0], results: [0x7f], export: "g" }],
      memory: 1,
      globals: [5],
    });
    const [sections] = coreModules(component(section(1, bytes)));
    expect(sections).toMatchObject({
      imports: [{ module: "m", name: "f", type: { kind: "core-function", type: 0 } }],
      exports: [
        { name: "g", type: { kind: "core-function", type: 1 } },
        { name: "memory", type: { kind: "core-memory", limits: { minimum: 1n } } },
      ],
    });
  });

  it("skips every kind of constant expression", () => {
    const expressions: readonly Bytes[] = [
      [0x41, 0x7f],
      [0x42, 0x80, 0x01],
      [0x43, 0, 0, 0, 0],
      [0x44, 0, 0, 0, 0, 0, 0, 0, 0],
      ...[0x6a, 0x6b, 0x6c].map((operator) => [0x41, 1, 0x41, 2, operator]),
      ...[0x7c, 0x7d, 0x7e].map((operator) => [0x42, 1, 0x42, 2, operator]),
      [0xd0, 0x70],
      [0xd0, ...u32(200)],
      [0xd2, ...u32(200)],
      [0x23, ...u32(200)],
      [0xfd, 12, ...new Array<number>(16).fill(0)],
      ...[0, 1, 6, 7].map((operator) => [0xfb, operator, ...u32(200)]),
      [0xfb, 8, ...u32(200), ...u32(200)],
      ...[26, 27, 28].map((operator) => [0x41, 1, 0xfb, operator]),
    ];
    const globals = expressions.map((expression) => [0x7f, 0, ...expression, 0x0b]);
    const core = [
      ...corePreamble,
      ...section(6, [globals.length, ...globals.flat()]),
      ...section(7, [1, ...name("last"), 3, globals.length - 1]),
    ];
    const [sections] = coreModules(component(section(1, core)));
    expect(sections?.exports).toMatchObject([{ name: "last" }]);
  });
});

describe("core types", () => {
  const empty = { kind: "function", params: [], results: [] };
  const alone = { final: true, supertypes: [], position: 0, groupSize: 1 };
  const reference = (heap: unknown, nullable = true): unknown => ({
    kind: "reference",
    nullable,
    heap,
  });

  /** What a core module has of which the given sections are. */
  const read = (...sections: readonly Bytes[]): CoreModuleSections | undefined =>
    coreModules(component(section(1, [...corePreamble, ...sections.flat()])))[0];

  const defined: readonly (readonly [what: string, bytes: Bytes, ...want: readonly object[]])[] = [
    [
      "functions",
      [0x60, 5, 0x7f, 0x7e, 0x7d, 0x7c, 0x7b, 1, 0x70],
      {
        ...alone,
        composite: {
          kind: "function",
          params: ["i32", "i64", "f32", "f64", "v128"],
          results: [reference("func")],
        },
      },
    ],
    [
      "structs",
      [0x5f, 3, 0x78, 1, 0x77, 0, 0x7f, 1],
      {
        ...alone,
        composite: {
          kind: "struct",
          fields: [
            { type: "i8", mutable: true },
            { type: "i16", mutable: false },
            { type: "i32", mutable: true },
          ],
        },
      },
    ],
    [
      "arrays",
      [0x5e, 0x64, ...u32(200), 0],
      {
        ...alone,
        composite: { kind: "array", element: { type: reference(200, false), mutable: false } },
      },
    ],
    [
      "types that may have subtypes",
      [0x50, 1, ...u32(200), 0x60, 0, 0],
      { ...alone, final: false, supertypes: [200], composite: empty },
    ],
    [
      "types that may not, with a supertype",
      [0x4f, 1, 3, 0x60, 0, 0],
      { ...alone, supertypes: [3], composite: empty },
    ],
    [
      "groups",
      [0x4e, 2, 0x60, 0, 0, 0x5f, 0],
      { ...alone, groupSize: 2, composite: empty },
      { ...alone, groupSize: 2, position: 1, composite: { kind: "struct", fields: [] } },
    ],
  ];
  const rows = defined.map(([what, bytes, ...want]) => ({ what, bytes, want }));
  it.each(rows)("are $what", ({ bytes, want }) => {
    expect(read(section(1, [1, ...bytes]))?.types).toEqual(want);
  });

  it("refer to every kind of heap type", () => {
    const codes = Array.from({ length: 14 }, (_, index) => 0x68 + index);
    const params = codes.flatMap((code) => [code, 0x63, code, 0x64, code]);
    const [type] = read(section(1, [1, 0x60, 3 * codes.length, ...params, 0]))?.types ?? [];
    const heaps = "cont exn array struct i31 eq any extern func none noextern nofunc noexn nocont";
    expect(type?.composite).toMatchObject({
      params: heaps
        .split(" ")
        .flatMap((heap) => [reference(heap), reference(heap), reference(heap, false)]),
    });
  });

  const limits = { addressType: "i32", shared: false, minimum: 200n };
  const wide = { ...limits, addressType: "i64", minimum: 2n ** 40n };
  const wideMinimum = [0x80, 0x80, 0x80, 0x80, 0x80, 0x20];
  const imported: readonly (readonly [bytes: Bytes, want: object])[] = [
    [[0, ...u32(200)], { kind: "core-function", type: 200 }],
    [[1, 0x6f, 0, ...u32(200)], { kind: "core-table", element: reference("extern"), limits }],
    [
      [1, 0x70, 3, ...u32(200), ...u32(300)],
      {
        kind: "core-table",
        element: reference("func"),
        limits: { ...limits, shared: true, maximum: 300n },
      },
    ],
    [
      [1, 0x70, 7, ...wideMinimum, ...u32(300)],
      {
        kind: "core-table",
        element: reference("func"),
        limits: { ...wide, shared: true, maximum: 300n },
      },
    ],
    [[2, 0, ...u32(200)], { kind: "core-memory", limits, pageSizeLog2: 16 }],
    [
      [2, 5, ...wideMinimum, ...u32(300)],
      { kind: "core-memory", limits: { ...wide, maximum: 300n }, pageSizeLog2: 16 },
    ],
    [
      [2, 15, ...wideMinimum, ...u32(300), 0],
      {
        kind: "core-memory",
        limits: { ...wide, shared: true, maximum: 300n },
        pageSizeLog2: 0,
      },
    ],
    [[3, 0x7f, 0], { kind: "core-global", type: "i32", mutable: false }],
    [[3, 0x63, 0x6e, 1], { kind: "core-global", type: reference("any"), mutable: true }],
    [[4, 0, ...u32(200)], { kind: "core-tag", type: 200 }],
  ];
  it("are of all that a module imports", () => {
    const imports = imported.flatMap(([bytes]) => [...name("m"), ...name("f"), ...bytes]);
    expect(
      read(section(2, [imported.length, ...imports]))?.imports.map(({ type }) => type),
    ).toEqual(imported.map(([, want]) => want));
  });

  it("are of all that a module defines and exports, in the order of its sections", () => {
    const exports = [0, 1, 1, 2, 3, 4].map((sort, i) => [...name(`e${i}`), sort, i === 2 ? 1 : 0]);
    const module = read(
      section(1, [1, 0x60, 0, 0]),
      section(3, [1, ...u32(200)]),
      section(4, [2, 0x70, 0, 1, 0x40, 0, 0x6f, 0, 2, 0xd0, 0x6f, 0x0b]),
      section(5, [1, 0, 1]),
      section(13, [1, 0, ...u32(200)]),
      section(6, [1, 0x7e, 1, 0x42, 0, 0x0b]),
      section(7, [exports.length, ...exports.flat()]),
      section(9, [0]),
      section(12, [0]),
      section(10, [0]),
      section(11, [0]),
      section(0, name("last")),
    );
    expect(module?.exports.map(({ type }) => type)).toEqual([
      { kind: "core-function", type: 200 },
      { kind: "core-table", element: reference("func"), limits: { ...limits, minimum: 1n } },
      { kind: "core-table", element: reference("extern"), limits: { ...limits, minimum: 2n } },
      { kind: "core-memory", limits: { ...limits, minimum: 1n }, pageSizeLog2: 16 },
      { kind: "core-global", type: "i64", mutable: true },
      { kind: "core-tag", type: 200 },
    ]);
    expect(module?.customs).toMatchObject([{ name: "last" }]);
  });

  it("are of all that a module type declares", () => {
    const type = [
      ...[0x50, 4],
      ...[0x00, ...name("m"), ...name("f"), 0, ...u32(200)],
      ...[0x01, 0x60, 0, 0],
      ...[0x02, 0x10, 0x01, 1, ...u32(200)],
      ...[0x03, ...name("e"), 3, 0x7f, 0],
    ];
    expect(definitions(section(3, [1, ...type]))).toMatchObject([
      {
        type: {
          kind: "module",
          declarations: [
            { kind: "import", import: { module: "m", name: "f", type: { type: 200 } } },
            { kind: "type", types: [{ composite: empty }] },
            { kind: "outer-alias", count: 1, index: 200 },
            { kind: "export", export: { name: "e", type: { kind: "core-global", type: "i32" } } },
          ],
        },
      },
    ]);
    expect(definitions(section(3, [1, 0x00, 0x50, 0, 0x60, 0, 0]))).toMatchObject([
      { type: { kind: "group", types: [{ final: false, composite: empty }] } },
    ]);
  });
});

describe("malformed binaries", () => {
  const cases: readonly (readonly [
    what: string,
    bytes: Uint8Array,
    message: string,
    offset: number,
  ])[] = [
    ["nothing", new Uint8Array(), "unexpected end-of-file", 0],
    ["text", new TextEncoder().encode("(component)"), "bad magic number", 0],
    [
      "a core module",
      Uint8Array.from(corePreamble),
      "expected a version header for a component",
      4,
    ],
    [
      "a version of the future",
      Uint8Array.from([...componentPreamble.slice(0, 4), 0x0e, 0, 1, 0]),
      "unknown binary version",
      4,
    ],
    ["an unknown section", component([13, 0]), "malformed section id", 8],
    ["a section that is cut", component([7, 5, 1]), "unexpected end-of-file", 11],
    [
      "bytes after the last item",
      component(section(7, [1, 0x73, 0])),
      "unexpected data at the end of the section",
      12,
    ],
    [
      "a count beyond the section",
      component(section(7, [0xbf, 0x84, 0x3d, 0x73])),
      "unexpected end-of-file",
      14,
    ],
    ["a number of 33 bits", component([7, 0x81, 0x80, 0x80, 0x80, 0x70]), "integer too large", 13],
    [
      "a number of 6 bytes",
      component([7, 0x81, 0x80, 0x80, 0x80, 0x80, 0]),
      "integer representation too long",
      13,
    ],
    [
      "a name that is no UTF-8",
      component(section(0, [2, 0xff, 0xfe])),
      "malformed UTF-8 encoding",
      11,
    ],
    [
      "an unknown type",
      component(section(7, [1, 0x62])),
      "invalid leading byte (0x62) for component defined type",
      11,
    ],
    [
      "a negative type index",
      component(section(7, [1, 0x70, 0x40])),
      "invalid leading byte (0x40) for component value type",
      12,
    ],
    [
      "an unknown sort",
      component(section(6, [1, 0x06, 0x02, 0, 0])),
      "invalid leading byte (0x6) for component outer alias kind",
      11,
    ],
    [
      "an unknown canon",
      component(section(8, [1, 0x43])),
      "invalid leading byte (0x43) for canonical function",
      11,
    ],
    [
      "an option of another proposal",
      component(section(8, [1, 1, 0, 0, 1, 8, 0])),
      "invalid leading byte (0x8) for canonical option",
      15,
    ],
    ["a boolean of 2", component(section(8, [1, 0x0c, 2])), "invalid boolean value", 12],
    [
      "core sections out of order",
      component(section(1, [...corePreamble, 2, 1, 0, 1, 1, 0])),
      "section out of order",
      21,
    ],
    [
      "a core export of nothing",
      component(section(1, [...corePreamble, ...section(7, [1, ...name("f"), 0, 0])])),
      "exported index out of bounds",
      24,
    ],
    [
      "a component in place of a core module",
      component(section(1, componentPreamble)),
      "expected a version header for a module",
      14,
    ],
    ...(
      [
        ["core section that nobody knows", [14, 0], "malformed section id", 18],
        [
          "core section with more than its items",
          section(3, [0, 0]),
          "unexpected data at the end",
          21,
        ],
        ["core type of another form", section(1, [1, 0x61]), "(0x61) for type", 21],
        [
          "second supertype",
          section(1, [1, 0x50, 2, 0, 0, 0x60, 0, 0]),
          "count is out of bounds",
          22,
        ],
        ["field with mutability 2", section(1, [1, 0x5e, 0x7f, 2]), "malformed mutability", 23],
        ["value type of no kind", section(1, [1, 0x60, 1, 0x67, 0]), "(0x67) for value type", 23],
        ["heap type of no kind", section(1, [1, 0x60, 1, 0x63, 0x67, 0]), "abstract heap type", 24],
        ["table with flags of 8", section(4, [1, 0x70, 8, 0]), "table resizable limits flags", 22],
        ["table with another mark", section(4, [1, 0x40, 1, 0x70, 0, 0]), "table encoding", 22],
        ["table of numbers", section(4, [1, 0x7f, 0, 0]), "(0x7f) for reference type", 21],
        ["memory with flags of 16", section(5, [1, 16, 0]), "memory limits flags", 21],
        ["tag with an attribute", section(13, [1, 1, 0]), "invalid tag attributes", 21],
        ["global with mutability 2", section(6, [1, 0x7f, 2]), "malformed mutability", 22],
        ["nop in a constant", section(6, [1, 0x7f, 0, 1]), "constant expression", 23],
        ["load in a constant", section(6, [1, 0x7f, 0, 0xfb, 2]), "constant expression", 23],
        ["vector in a constant", section(6, [1, 0x7f, 0, 0xfd, 13]), "constant expression", 23],
        ["core import of no kind", section(2, [1, 0, 0, 5]), "(0x5) for external kind", 23],
        ["core export of no kind", section(7, [1, 0, 5, 0]), "(0x5) for external kind", 22],
      ] as const
    ).map(
      ([what, core, message, offset]) =>
        [`a ${what}`, component(section(1, [...corePreamble, ...core])), message, offset] as const,
    ),
    [
      "an import of an instance type",
      component(section(7, [1, 0x42, 1, 3])),
      "(0x3) for component or instance type",
      13,
    ],
    [
      "a declaration of no kind",
      component(section(7, [1, 0x41, 1, 5])),
      "(0x5) for component or instance type",
      13,
    ],
    [
      "a case with a default",
      component(section(7, [1, 0x71, 1, 0, 0, 1])),
      "zero byte required",
      15,
    ],
    [
      "a core argument that is no instance",
      component(section(2, [1, 0, 0, 1, 0, 0x11, 0])),
      "(0x11) for instantiation arg kind",
      15,
    ],
    [
      "a core item of no sort",
      component(section(2, [1, 1, 1, 0, 5, 0])),
      "(0x5) for external kind",
      14,
    ],
    ["a name of no form", component(section(10, [1, 3, 0])), "(0x3) for component name", 11],
    [
      "an attribute of no kind",
      component(section(10, [1, 2, 0, 1, 3, 0])),
      "(0x3) for name option",
      14,
    ],
    [
      "an outer alias of a core sort",
      component(section(3, [1, 0x50, 1, 2, 0, 1, 0, 0])),
      "(0x0) for outer alias kind",
      14,
    ],
    [
      "an outer alias that is none",
      component(section(3, [1, 0x50, 1, 2, 0x10, 0, 0, 0])),
      "(0x0) for outer alias target",
      15,
    ],
    [
      "a final type with the mark of others",
      component(section(3, [1, 0, 0x60, 0, 0])),
      "(0x60) for non-final sub type",
      12,
    ],
    [
      "a list of parameters that is too long",
      component(section(7, [1, 0x40, ...u32(1001), ...new Array<number>(2000).fill(0)])),
      "count is out of bounds",
      13,
    ],
    [
      "a name that is too long",
      component(section(0, [...u32(100_001), ...new Array<number>(100_001).fill(0x61)])),
      "string size out of bounds",
      12,
    ],
    [
      "an attribute twice",
      component(section(10, [1, 2, 1, 0x61, 2, 2, 0, 2, 0, 1, 0])),
      "duplicate 'external-id' option in name",
      17,
    ],
  ];
  it.each(cases)("rejects %s", (_, bytes, message, offset) => {
    const error = failure(bytes);
    expect(error.message).toContain(message);
    expect(error.offset).toBe(offset);
  });

  it("are told by each byte of their beginning", () => {
    for (let at = 0; at < 8; at++) {
      const bytes = Uint8Array.from(componentPreamble).fill(0x7f, at, at + 1);
      expect(failure(bytes).offset).toBe(at < 4 ? 0 : 4);
    }
  });

  it("bounds the nesting of components and types", () => {
    let nested = component();
    for (let i = 0; i < 150; i++) {
      nested = component(section(4, [...nested]));
    }
    expect(failure(nested).message).toContain("nested too deep");
    const deep = Uint8Array.from([
      ...componentPreamble,
      ...section(7, [1, ...new Array<readonly number[]>(200).fill([0x42, 1, 1]).flat(), 0x42, 0]),
    ]);
    expect(failure(deep).message).toContain("type nesting is too deep");
  });

  it("allocates nothing for a count that cannot be true", () => {
    const bytes = component(section(7, [1, 0x6f, 0xff, 0xff, 0xff, 0xff, 0x0f]));
    expect(failure(bytes).message).toContain("unexpected end-of-file");
  });

  it("reports offsets in the outermost binary", () => {
    const inner = component(section(7, [1, 0x62]));
    expect(failure(component(section(4, [...inner]))).offset).toBe(21);
  });
});
