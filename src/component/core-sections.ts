import type { CoreModule } from "./model.js";
import { Reader } from "./reader.js";

const START_SECTION = 8;

/** The sections of a valid core module by id, custom ones aside. */
export function coreSections({ bytes, offset }: CoreModule): ReadonlyMap<number, Reader> {
  const whole = new Uint8Array(bytes.buffer, bytes.byteOffset - offset);
  const reader = new Reader(whole, offset, offset + bytes.length);
  reader.skip(8);
  const sections = new Map<number, Reader>();
  while (!reader.atEnd) {
    const id = reader.byte();
    const section = reader.sub(reader.u32());
    if (id !== 0) {
      sections.set(id, section);
    }
  }
  return sections;
}

/** Tells whether instantiating a core module runs code of it. */
export function hasStart(module: CoreModule): boolean {
  return coreSections(module).has(START_SECTION);
}
