import type { DiagnosticCode } from "../diagnostic-codes.js";
import { errorAt, type Diagnostic, type Hint } from "../diagnostic.js";
import type { Source } from "../source.js";

/** More than anybody reads, and few enough that a hostile text costs no more than its length. */
const limit = 100;

/** Collects what is wrong with one text. */
export interface Problems {
  /** Notes an error from `start` to `end`, unless one begins there already; keeps a hundred. */
  add(
    start: number,
    end: number,
    code: DiagnosticCode,
    message: string,
    hints?: readonly Hint[],
  ): void;
  /** What was noted, in source order. */
  list(): Diagnostic[];
}

/** Starts a collection for `source`. */
export function createProblems(source: Source): Problems {
  const found: Diagnostic[] = [];
  const starts = new Set<number>();
  return {
    add: (start, end, code, message, hints) => {
      if (found.length < limit && !starts.has(start)) {
        starts.add(start);
        found.push(errorAt({ source, start, end }, code, message, hints));
      }
    },
    list: () => found.toSorted((left, right) => (left.span?.start ?? 0) - (right.span?.start ?? 0)),
  };
}
