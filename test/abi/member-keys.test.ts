import { describe, expect, it } from "vitest";
import { memberKeys } from "../../src/abi/member-keys.js";
import { nameMembers } from "../../src/emit/function-names.js";
import { loadWitText } from "../../src/wit.js";

const wit = `
  package test:names;

  interface names {
    resource counter {
      constructor(start: u32);
      %constructor: func();
      then: func();
      get-value: func() -> u32;
      prototype: static func();
      name: static func();
      length: static func();
      read-all: static func();
    }
    resource get-2;
    then: func();
    %constructor: func();
    get-HTTP-2: func();
    get-http2: func();
    get2: func();
    get-2x: func();
  }
`;

describe("memberKeys", () => {
  it("gives the names that generated code has", async () => {
    const { graph, diagnostics } = await loadWitText(wit);
    expect(diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
    const [names] = graph?.interfaces ?? [];
    if (graph === undefined || names === undefined) {
      throw new Error("the interface was not loaded");
    }
    const { types, functions } = names;
    const { resources, functions: plain } = nameMembers(graph, types, functions.values());
    const expected = new Map([
      ...resources.map(({ name, key }) => [name, key] as const),
      ...[...resources.flatMap(({ methods, statics }) => [...methods, ...statics]), ...plain].map(
        ({ key, item }) => [item.name, key] as const,
      ),
    ]);
    const keys = memberKeys(
      resources.map(({ name }) => name),
      functions.keys(),
    );
    expect(new Map([...keys].sort())).toEqual(new Map([...expected].sort()));
    expect(keys.get("then")).toBe("then_2");
    expect(keys.get("[method]counter.constructor")).toBe("constructor_2");
    expect(keys.get("[static]counter.prototype")).toBe("prototype_2");
    expect(keys.get("get-http2")).toBe("getHttp2_2");
  });
});
