import { expect, it } from "vitest";
import { mayColor } from "../../src/cli/terminal.js";

it.each([
  [{}, true, true],
  [{}, false, false],
  [{ NO_COLOR: "1" }, true, false],
  [{ NO_COLOR: "" }, true, true],
  [{ FORCE_COLOR: "1" }, false, true],
  [{ FORCE_COLOR: "0" }, true, false],
  [{ NO_COLOR: "1", FORCE_COLOR: "1" }, true, false],
  [{ TERM: "dumb" }, true, false],
])("with %j and a terminal: %j, colour is %j", (env, isTerminal, expected) => {
  expect(mayColor(env, isTerminal)).toBe(expected);
});
