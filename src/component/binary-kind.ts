/** Tells the two layers of WebAssembly binaries apart by the first eight bytes; `undefined`: neither. */
export function binaryKind(bytes: Uint8Array): "component" | "core-module" | undefined {
  const isWasm = bytes[0] === 0 && bytes[1] === 0x61 && bytes[2] === 0x73 && bytes[3] === 0x6d;
  if (!isWasm || bytes.length < 8 || bytes[7] !== 0) {
    return undefined;
  }
  return bytes[6] === 1 ? "component" : bytes[6] === 0 ? "core-module" : undefined;
}
