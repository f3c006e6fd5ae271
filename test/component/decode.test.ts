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
      [0x41, 1, 0x41, 2, 0x6a],
      [0xd0, 0x70],
      [0xd2, 0],
      [0x23, 0],
      [0xfd, 12, ...new Array<number>(16).fill(0)],
      [0x41, 1, 0xfb, 28],
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
