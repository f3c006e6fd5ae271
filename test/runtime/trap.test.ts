import { beforeAll, expect, test } from "vitest";
import { compileTrapHelper } from "../../src/runtime/trap-helper.js";
import { isTrap, makeTrap, prepareTraps, trap } from "../../src/runtime/trap.js";
import { webAssembly } from "../../src/runtime/web-assembly.js";

// (module
//   (import "" "host" (func $host))
//   (func (export "swallow") (result i32)
//     try (result i32) call $host i32.const 0 catch_all i32.const 1 end))
const swallowing = new Uint8Array([
  0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00, 0x01, 0x08, 0x02, 0x60, 0x00, 0x00, 0x60, 0x00,
  0x01, 0x7f, 0x02, 0x09, 0x01, 0x00, 0x04, 0x68, 0x6f, 0x73, 0x74, 0x00, 0x00, 0x03, 0x02, 0x01,
  0x01, 0x07, 0x0b, 0x01, 0x07, 0x73, 0x77, 0x61, 0x6c, 0x6c, 0x6f, 0x77, 0x00, 0x01, 0x0a, 0x0e,
  0x01, 0x0c, 0x00, 0x06, 0x7f, 0x10, 0x00, 0x41, 0x00, 0x19, 0x41, 0x01, 0x0b, 0x0b,
]);

function guestThatCatches(host: () => void): () => number {
  const module = new webAssembly.Module(swallowing);
  const instance = new webAssembly.Instance(module, { "": { host } });
  return instance.exports["swallow"] as () => number;
}

beforeAll(() => {
  prepareTraps(compileTrapHelper);
});

test("a guest's catch_all swallows JavaScript errors but no trap", () => {
  const withError = guestThatCatches(() => {
    throw new Error("an ordinary error");
  });
  expect(withError()).toBe(1);
  const withTrap = guestThatCatches(() => trap("T26", "invalid utf-8"));
  expect(withTrap).toThrow("invalid utf-8");
});

test("a trap is an engine error with code, message and cause", () => {
  const cause = new RangeError("why");
  const error = makeTrap("T96", "the host failed", cause);
  expect(error).toBeInstanceOf(webAssembly.RuntimeError);
  expect(isTrap(error)).toBe(true);
  expect(error).toMatchObject({ code: "T96", message: "the host failed", cause });
  expect(isTrap(cause)).toBe(false);
});

test("what cannot be asked for its class is no trap", () => {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  expect(isTrap(proxy)).toBe(false);
});
