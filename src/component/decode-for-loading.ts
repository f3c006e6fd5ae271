import { readComponent } from "./decode-sections.js";
import type { ComponentModel } from "./model.js";
import { installRareGrammar, RareGrammarNeeded } from "./rare-grammar.js";
import { Reader } from "./reader.js";

/** As `decodeComponent`, but what only few components need is loaded for those. */
export async function decodeForLoading(bytes: Uint8Array): Promise<ComponentModel> {
  try {
    return readComponent(new Reader(bytes));
  } catch (error) {
    if (!(error instanceof RareGrammarNeeded)) {
      throw error;
    }
    installRareGrammar(await import("./decode-rare.js"));
    return readComponent(new Reader(bytes));
  }
}
