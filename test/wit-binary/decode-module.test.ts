import { describe, expect, test } from "vitest";
import { InvalidComponentError, UnsupportedError } from "../../src/component/errors.js";
import type { PackageGraph } from "../../src/graph/package-graph.js";
import { printWit } from "../../src/graph/print-wit.js";
import { loadWitText } from "../../src/wit.js";
import { decodeBinary } from "../../src/wit-binary/decode-binary.js";
import { decodeModuleWorld, decodeWorld } from "../../src/wit-binary/decode-module.js";
import { encodeWorld, type EncodeWorldOptions } from "../../src/wit-binary/encode-world.js";
import { thrownBy } from "../thrown-by.js";
import { ComponentBuilder, componentType } from "./component-builder.js";
import { coreModule } from "./core-module.js";

async function graphOf(wit: string): Promise<PackageGraph> {
  const { graph, diagnostics } = await loadWitText(wit);
  expect(diagnostics).toEqual([]);
  if (graph === undefined) {
    throw new Error("no graph");
  }
  return graph;
}

async function section(wit: string, options?: EncodeWorldOptions): Promise<Uint8Array> {
  return encodeWorld(await graphOf(wit), 0, options);
}

function worldOf(...sections: readonly Uint8Array[]) {
  const module = coreModule(
    sections.map((data, index) => [`component-type:${index}`, data] as const),
  );
  const world = decodeModuleWorld(module);
  if (world === undefined) {
    throw new Error("no world");
  }
  return world;
}

const first = `package test:first@1.0.0;
interface log { resource sink; write: func(to: borrow<sink>, text: string); }
world app {
  import log;
  use log.{sink};
  record options { level: u8 }
  import defaults: func() -> options;
  import local: interface { ping: func(); }
  export run: func(to: sink, with-options: options);
}`;

describe("the component-type sections of a core module", () => {
  test("a module without them has no world", () => {
    expect(decodeModuleWorld(coreModule())).toBeUndefined();
    expect(decodeBinary(coreModule())).toEqual({ kind: "core-module" });
  });

  test("one section gives its world, as root:root and in its own package", async () => {
    const decoded = decodeBinary(coreModule([["component-type", await section(first)]]));
    expect(decoded.kind).toBe("core-module-with-world");
    if (decoded.kind !== "core-module-with-world") {
      return;
    }
    expect(decoded.worlds).toEqual(["test:first/app@1.0.0"]);
    expect(printWit(decoded.graph, { dependencies: true })).toBe(`package root:root;

world root {
  import test:first/log@1.0.0;
  import local: interface {
    ping: func();
  }
  use test:first/log@1.0.0.{sink};

  record options {
    level: u8,
  }
  import defaults: func() -> options;

  export run: func(to: sink, with-options: options);
}
package test:first@1.0.0 {
  interface log {
    resource sink;

    write: func(to: borrow<sink>, text: string);
  }
  world app {
    import log;
    import local: interface {
      ping: func();
    }
    use log.{sink};

    record options {
      level: u8,
    }
    import defaults: func() -> options;

    export run: func(to: sink, with-options: options);
  }
}
`);
  });

  test("several sections are united; what both have must be the same", async () => {
    const second = `package test:second;
interface log { write: func(text: string); }
world other { import log; import more: func(); export stop: func(); }`;
    const world = worldOf(await section(first), await section(second, { stringEncoding: "utf16" }));
    expect(world.worlds).toEqual(["test:first/app@1.0.0", "test:second/other"]);
    const root = world.graph.worlds.find(({ name }) => name === "root");
    expect(root?.exports.map((item) => item.name)).toEqual(["run", "stop"]);
    expect(root?.imports.map(({ name }) => name)).toEqual([
      undefined,
      "local",
      "sink",
      "options",
      "defaults",
      undefined,
      "more",
    ]);
    expect(world.importEncodings).toEqual(
      new Map([
        ["test:first/log@1.0.0#write", "utf8"],
        ["local#ping", "utf8"],
        ["defaults", "utf8"],
        ["test:second/log#write", "utf16"],
        ["more", "utf16"],
      ]),
    );
    expect(world.exportEncodings).toEqual(
      new Map([
        ["run", "utf8"],
        ["stop", "utf16"],
      ]),
    );
  });

  test("the same section twice is that section", async () => {
    const data = await section(first);
    const print = ({ graph }: { graph: PackageGraph }): string =>
      printWit(graph, { dependencies: true });
    expect(print(worldOf(data, data))).toBe(print(worldOf(data)));
  });

  test("sections that differ in a function are refused", async () => {
    const one = await section("package a:b; world w { import f: func(); }");
    const two = await section("package a:c; world w { import f: func(x: u32); }");
    const error = thrownBy(() => worldOf(one, two));
    expect(error).toBeInstanceOf(UnsupportedError);
    expect(error).toMatchObject({
      message: expect.stringContaining("`f` stands for two different things"),
    });
  });

  test("sections that differ in the encoding of strings are refused", async () => {
    const wit = "package a:b; world w { import f: func(x: string); }";
    const sections = [await section(wit), await section(wit, { stringEncoding: "utf16" })];
    expect(thrownBy(() => worldOf(...sections))).toMatchObject({
      name: "InvalidComponentError",
      message: expect.stringContaining("conflicting string encodings specified for `f`"),
    });
  });

  test("offsets in errors count from the start of the module", async () => {
    const data = await section(first);
    const damaged = data.slice();
    damaged[0] = 0x99;
    const module = coreModule([["component-type:x", damaged]]);
    const error = thrownBy(() => decodeModuleWorld(module));
    expect(error).toBeInstanceOf(InvalidComponentError);
    const { offset, message } = error as InvalidComponentError;
    expect(offset).toBe(module.length - data.length);
    expect(message).toMatch(/^custom section `component-type:x`: .* \(at offset 0x[0-9a-f]+\)$/);
    expect(message.match(/at offset/g)).toHaveLength(1);
  });
});

describe("a component-type section", () => {
  const exporting = (metadata: Uint8Array | undefined): Uint8Array => {
    const builder = new ComponentBuilder();
    if (metadata !== undefined) {
      builder.custom("wit-component-encoding", metadata);
    }
    const wrapper = componentType((outer) => {
      const type = outer.type((w) => componentType(() => undefined)(w));
      outer.export({ name: "a:b/w" }, { kind: "component", type });
    });
    return builder.type(wrapper).export("w", "type", 0).finish();
  };
  const cases: readonly (readonly [string, Uint8Array, string])[] = [
    ["no encoding", exporting(undefined), "missing custom section `wit-component-encoding`"],
    ["another format", exporting(Uint8Array.of(5, 0)), "uses format 5, but only 4 is supported"],
    ["an unknown encoding", exporting(Uint8Array.of(4, 3)), "invalid string encoding"],
    ["no export", new ComponentBuilder().finish(), "expected a single export"],
    ["the old format", Uint8Array.of(3, 0), "is of an old format"],
  ];
  test.each(cases)("with %s is refused", (_title, bytes, message) => {
    expect(thrownBy(() => decodeWorld(bytes))).toMatchObject({
      message: expect.stringContaining(message),
    });
  });

  test("says its encoding", () => {
    expect(decodeWorld(exporting(Uint8Array.of(4, 2))).stringEncoding).toBe("latin1+utf16");
  });
});
