import * as rare from "./decode-rare.js";
import { readComponent } from "./decode-sections.js";
import type { ComponentModel } from "./model.js";
import { installRareGrammar } from "./rare-grammar.js";
import { Reader } from "./reader.js";

export { binaryKind } from "./binary-kind.js";

/**
 * Decodes a component binary (Binary.md).
 *
 * @throws InvalidComponentError where the bytes do not follow the grammar
 */
export function decodeComponent(bytes: Uint8Array): ComponentModel {
  installRareGrammar(rare);
  return readComponent(new Reader(bytes));
}
