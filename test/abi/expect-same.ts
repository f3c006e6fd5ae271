import { expect } from "vitest";
import type { CoreType } from "../reference/flattening.js";
import { unsignedCore } from "./guest-values.js";
import type { Observed, Outcome } from "./sides.js";

/** Expects that the project's glue did all that the reference did; after a trap, that it trapped for the same reason. */
export function expectSame(ours: Observed, theirs: Observed, types: readonly CoreType[]): void {
  if (theirs.outcome.kind === "trap") {
    expect(afterTrap(ours)).toStrictEqual(afterTrap(theirs));
  } else {
    expect(comparable(ours, types)).toStrictEqual(comparable(theirs, types));
  }
}

function comparable(observed: Observed, types: readonly CoreType[]): object {
  const { outcome, memory, core, ...rest } = observed;
  return {
    ...rest,
    core: unsignedCore(core, types),
    memory: memory === undefined ? undefined : digest(memory),
    outcome: withoutMessage(outcome),
  };
}

/** What is promised after a trap: its code, and that the instance is closed. */
function afterTrap({ outcome, mayEnter }: Observed): object {
  return { outcome: withoutMessage(outcome), mayEnter };
}

function withoutMessage(outcome: Outcome): Outcome {
  return outcome.kind === "trap" ? { kind: "trap", code: outcome.code } : outcome;
}

/** Memory in little: the words that are not zero. */
function digest(memory: Uint8Array): string {
  const words = new BigUint64Array(memory.buffer, memory.byteOffset, memory.length / 8);
  const parts: string[] = [];
  for (let i = 0; i < words.length; i++) {
    if (words[i] !== 0n) {
      const bytes = memory.subarray(8 * i, 8 * i + 8);
      parts.push(
        `${8 * i}: ${Array.from(bytes, (b) => b.toString(16).padStart(2, "0")).join(" ")}`,
      );
    }
  }
  return `${memory.length} bytes\n${parts.join("\n")}`;
}
