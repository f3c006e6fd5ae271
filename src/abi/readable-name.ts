import { labelKey } from "./label-keys.js";

// `bound`, `memory` … are what every function of glue calls these; the others are words of the language, and words that
// the runtime and shared functions start with, so that no parameter hides a function.
const reserved = new Set(
  `bound memory instance core postReturn host result error items arguments await break case catch class const continue
  debugger default delete do else enum eval export extends false finally for function if implements import in instanceof
  interface let new null package private protected public return static super switch this throw true try typeof undefined
  var void while with yield async of renew allocate allocateElements reallocate invalid invalidTag resourceOf coreOf notSupported
  widen wrap badCase badFlatCase borrowRepresentation callFailed hostFailed simpleCallFailed simpleHostFailed thrownPayload
  cannotEnter cannotLeave deferPostReturn endCallee endLends keepTransfers lendGuestBorrow lendHandle mapKey ownMember taggedOption
  transferGuestOwn transferHostOwn dispose Array Map`.split(/\s+/),
);
const functionLike = /^(load|store|lift|lower|check|call|bits|f32|f64)[A-Z]|Cases$|Type$/;

/** What a local is called in text that people read: as its label in WIT, unless that would hide something. */
export function readableName(label: string): string {
  const wanted = labelKey(label);
  return reserved.has(wanted) || functionLike.test(wanted) || /^\d/.test(wanted)
    ? `${wanted}_2`
    : wanted;
}
