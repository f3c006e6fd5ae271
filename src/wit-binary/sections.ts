import { BinaryWriter } from "./binary-writer.js";
import { type Declarations, writeExternName } from "./declarations.js";

const TYPE_SECTION = 7;
const EXPORT_SECTION = 11;
const TYPE_SORT = 3;

/** Writes the eight bytes that a component starts with. */
export function writeComponentPreamble(writer: BinaryWriter): void {
  writer.bytes(Uint8Array.of(0x00, 0x61, 0x73, 0x6d, 0x0d, 0x00, 0x01, 0x00));
}

/**
 * Writes a component type of a component as a section of its own, and its export by `name` as another.
 *
 * @param index the type's index; the export takes the next one.
 */
export function writeTypeExport(
  writer: BinaryWriter,
  name: string,
  index: number,
  type: Declarations,
): void {
  const types = new BinaryWriter().u32(1);
  type.writeComponentType(types);
  writer.section(TYPE_SECTION, types.finish());
  const exports = new BinaryWriter().u32(1);
  writeExternName(exports, { name });
  exports.byte(TYPE_SORT).u32(index).byte(0x00);
  writer.section(EXPORT_SECTION, exports.finish());
}
