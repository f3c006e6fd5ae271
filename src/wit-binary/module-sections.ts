import type { CustomSection } from "../component/model.js";
import { Reader } from "../component/reader.js";

/**
 * Lists the custom sections of a core module whose name begins with `prefix`, looking at section headers only.
 *
 * `offset` of each is where its contents begin, after the name.
 *
 * @throws InvalidComponentError where a section is cut off.
 */
export function moduleCustomSections(bytes: Uint8Array, prefix: string): CustomSection[] {
  const reader = new Reader(bytes, 8);
  const found: CustomSection[] = [];
  while (!reader.atEnd) {
    const id = reader.byte();
    const section = reader.sub(reader.u32());
    if (id !== 0) {
      continue;
    }
    const name = section.name();
    if (name.startsWith(prefix)) {
      const offset = section.position;
      found.push({ name, bytes: bytes.subarray(offset, section.end), offset });
    }
  }
  return found;
}
