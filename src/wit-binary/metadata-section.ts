import { InvalidComponentError } from "../component/errors.js";
import type { ComponentModel, StringEncoding } from "../component/model.js";

/** What the names of a core module's custom sections begin with that say what world it was made for. */
export const COMPONENT_TYPE_PREFIX = "component-type";

/** The custom section, of the component in such a section, that says how strings are encoded. */
export const ENCODING_SECTION = "wit-component-encoding";

/** The format of that section that is written, and read. */
export const METADATA_VERSION = 0x04;

const ENCODINGS: readonly StringEncoding[] = ["utf8", "utf16", "latin1+utf16"];

/** Gives the byte that stands for a string encoding. */
export function encodingByte(encoding: StringEncoding): number {
  return ENCODINGS.indexOf(encoding);
}

/**
 * Finds out how strings are encoded in a module that has this component in a `component-type` section.
 *
 * @throws InvalidComponentError if the component does not say, or in an unknown way.
 */
export function stringEncodingOf({ customs, offset }: ComponentModel): StringEncoding {
  const section = customs.findLast(({ name }) => name === ENCODING_SECTION);
  if (section === undefined) {
    throw new InvalidComponentError(`missing custom section \`${ENCODING_SECTION}\``, offset);
  }
  const [version, byte, ...rest] = section.bytes;
  if (version !== METADATA_VERSION) {
    throw new InvalidComponentError(
      `custom section \`${ENCODING_SECTION}\` uses format ${version ?? "none"}, but only ${METADATA_VERSION} is supported`,
      section.offset,
    );
  }
  const encoding = byte === undefined || rest.length > 0 ? undefined : ENCODINGS[byte];
  if (encoding === undefined) {
    throw new InvalidComponentError(
      `invalid string encoding in ${ENCODING_SECTION}`,
      section.offset,
    );
  }
  return encoding;
}
