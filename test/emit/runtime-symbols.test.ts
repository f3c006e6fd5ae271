import { describe, expect, it } from "vitest";
import { glueValues, importableValues, rareValues } from "../../src/emit/runtime-symbols.js";
import * as glueRuntime from "../../src/runtime/glue-runtime.js";
import * as runtime from "../../src/runtime/index.js";
import * as rareRuntime from "../../src/runtime/rare-runtime.js";

describe("the names that generated code may import", () => {
  it("are those of the runtime for glue", () => {
    expect([...glueValues].sort()).toEqual(Object.keys(glueRuntime).sort());
    expect([...rareValues].sort()).toEqual(Object.keys(rareRuntime).sort());
  });

  it("are exported", () => {
    expect(Object.keys(runtime)).toEqual(expect.arrayContaining([...importableValues]));
  });
});
