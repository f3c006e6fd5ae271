import { describe, expect, it } from "vitest";
import { decodeComponent } from "../../../src/component/decode.js";
import { validateComponent } from "../../../src/component/validate/validate.js";
import {
  ComponentBuilder,
  component,
  define,
  name,
  section,
  types,
  type Bytes,
} from "../assembler.js";

/** Types that a component is given for one that it imports: they have to be equal, whatever they are made of. */

const { u8, u16, string } = types;
const inside = "expected primitive `u16` found primitive `u8`";

/** What is given, what is expected, and what the difference is. */
const different: readonly (readonly [given: Bytes, expected: Bytes, mismatch: string])[] = [
  [u8, u16, inside],
  [u8, define.list(u8), "expected list, found u8"],
  [define.list(u8), u8, "expected primitive, found list"],
  [define.record([["a", u8]]), define.tuple([u8]), "expected tuple, found record"],
  [
    define.record([["a", u8]]),
    define.record([
      ["a", u8],
      ["b", u8],
    ]),
    "expected 2 fields, found 1",
  ],
  [define.record([["a", u8]]), define.record([["b", u8]]), "expected field name `b`, found `a`"],
  [define.record([["a", u8]]), define.record([["a", u16]]), `in record field \`a\`: ${inside}`],
  [define.variant([["a"]]), define.enum(["a"]), "expected enum, found variant"],
  [define.variant([["a"]]), define.variant([["a"], ["b"]]), "expected 2 cases, found 1"],
  [define.variant([["a"]]), define.variant([["b"]]), "expected case named `b`, found `a`"],
  [define.variant([["a"]]), define.variant([["a", u8]]), "case `a` to have a type, found none"],
  [define.variant([["a", u8]]), define.variant([["a"]]), "expected case `a` to have no type"],
  [define.variant([["a", u8]]), define.variant([["a", u16]]), `in variant case \`a\`: ${inside}`],
  [define.list(u8), define.option(u8), "expected option, found list"],
  [define.list(u8), define.list(u16), inside],
  [define.list(u8), [0x67, ...u8, 2], "expected list, found list"],
  [[0x67, ...u8, 2], define.list(u8), "expected list, found list"],
  [[0x67, ...u8, 2], [0x67, ...u8, 3], "expected fixed-length 3, found size 2"],
  [[0x67, ...u8, 2], [0x67, ...u16, 2], inside],
  [define.tuple([u8]), define.tuple([u8, u8]), "expected 2 types, found 1"],
  [define.tuple([u8, u8]), define.tuple([u8, u16]), `in tuple field 1: ${inside}`],
  [define.tuple([u8]), define.list(u8), "expected list, found tuple"],
  [define.flags(["a"]), define.enum(["a"]), "expected enum, found flags"],
  [define.flags(["a"]), define.flags(["a", "b"]), "mismatch in flags elements"],
  [define.flags(["a", "b"]), define.flags(["b", "a"]), "mismatch in flags elements"],
  [define.enum(["a"]), define.flags(["a"]), "expected flags, found enum"],
  [define.enum(["a", "b"]), define.enum(["a", "c"]), "mismatch in enum elements"],
  [define.option(u8), define.result(u8), "expected result, found option"],
  [define.option(u8), define.option(u16), inside],
  [define.result(u8), define.option(u8), "expected option, found result"],
  [define.result(), define.result(u8), "expected ok type, but found none"],
  [define.result(u8), define.result(), "expected ok type to not be present"],
  [define.result(u8), define.result(u16), `type mismatch in ok variant: ${inside}`],
  [define.result(u8, u8), define.result(u8, u16), `type mismatch in err variant: ${inside}`],
  [define.result(u8), define.result(u8, u8), "expected err type, but found none"],
  [[0x66, 0], [0x65, 0], "expected future, found stream"],
  [[0x66, 0], [0x66, 1, ...u8], "expected stream type, but found none"],
  [[0x66, 1, ...u8], [0x66, 1, ...u16], `type mismatch in stream: ${inside}`],
  [[0x65, 1, ...u8], [0x65, 0], "expected future type to not be present"],
  [[0x63, ...string, ...u8], define.list(u8), "expected list, found map"],
  [[0x63, ...u8, ...u8], [0x63, ...u16, ...u8], `type mismatch in map key: ${inside}`],
  [[0x63, ...u8, ...u8], [0x63, ...u8, ...u16], `type mismatch in map value: ${inside}`],
];

/** Instantiates a component that imports a type with one that is given. */
function give(given: Bytes, expected: Bytes): void {
  const importing = component(
    section(7, [1, ...expected]),
    section(10, [1, 0, ...name("t"), 3, 0, 0]),
  );
  const outer = new ComponentBuilder();
  const type = outer.type(given);
  outer.instance(outer.component(importing), { t: ["type", type] });
  validateComponent(decodeComponent(outer.bytes()));
}

describe("types", () => {
  it.each(different)("%j is not %j", (given, expected, mismatch) => {
    expect(() => {
      give(given, expected);
    }).toThrow(mismatch);
  });

  const each = different.flatMap(([given, expected]) => [{ type: given }, { type: expected }]);
  it.each(each)("$type is what it is", ({ type }) => {
    give(type, type);
  });
});
