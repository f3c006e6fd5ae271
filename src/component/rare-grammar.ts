import type { CanonOpcodes } from "./canon-opcodes.js";
import type { CoreTypeDefinition, CoreValueType, Definition } from "./model.js";
import type { Reader } from "./reader.js";

/** What few components have in them. Its decoders are a chunk of their own that pages load when it is met. */
export interface RareGrammar {
  readonly taskOpcodes: CanonOpcodes;
  readonly readCoreType: (reader: Reader) => CoreTypeDefinition;
  readonly readCoreValueType: (reader: Reader) => CoreValueType;
  readonly readStart: (reader: Reader) => Definition;
}

let installed: RareGrammar | undefined;

/** Thrown where decoding has to start again with the rare grammar. */
export class RareGrammarNeeded extends Error {}

/** Gives the decoders; from then on every binary can be decoded. */
export function installRareGrammar(grammar: RareGrammar): void {
  installed = grammar;
}

/** @throws RareGrammarNeeded where it was not installed */
export function rareGrammar(): RareGrammar {
  if (installed === undefined) {
    throw new RareGrammarNeeded();
  }
  return installed;
}
