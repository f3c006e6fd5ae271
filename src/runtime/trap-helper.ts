import { webAssembly, type CoreModule } from "./web-assembly.js";

// (module (func (export "t") unreachable))
const helperBytes = [
  0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00, 0x01, 0x04, 0x01, 0x60, 0x00, 0x00, 0x03, 0x02,
  0x01, 0x00, 0x07, 0x05, 0x01, 0x01, 0x74, 0x00, 0x00, 0x0a, 0x05, 0x01, 0x03, 0x00, 0x00, 0x0b,
];

/** The binary of the trap helper: a module whose only function is `unreachable`. */
export function trapHelperBytes(): Uint8Array<ArrayBuffer> {
  return new Uint8Array(helperBytes);
}

/** Compiles the trap helper. */
export function compileTrapHelper(): CoreModule {
  return new webAssembly.Module(trapHelperBytes());
}
