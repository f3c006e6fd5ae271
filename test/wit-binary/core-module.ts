import { BinaryWriter } from "../../src/wit-binary/binary-writer.js";

/** Makes a core module that has custom sections and nothing else. */
export function coreModule(customs: readonly (readonly [string, Uint8Array])[] = []): Uint8Array {
  const writer = new BinaryWriter().bytes(
    Uint8Array.of(0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00),
  );
  for (const [name, data] of customs) {
    writer.customSection(name, data);
  }
  return writer.finish();
}
