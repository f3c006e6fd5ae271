import { expect } from "vitest";

/** Compares bytes; says where they differ instead of showing all of them. */
export function expectSameBytes(got: Uint8Array, want: Uint8Array): void {
  if (Buffer.from(got).equals(want)) {
    return;
  }
  const at = want.findIndex((byte, index) => byte !== got[index]);
  const show = (bytes: Uint8Array): string =>
    `${bytes.length} bytes, …${Buffer.from(bytes.subarray(at, at + 32)).toString("hex")}…`;
  expect(show(got)).toBe(show(want));
}
