import type { Hint } from "../diagnostic.js";
import type { Span } from "../source.js";

/** Above this many names a search for similar ones would cost more than it helps. */
const maxCandidates = 2_000;

/** Finds the name that `wanted` most likely stands for. */
export function closest(wanted: string, candidates: Iterable<string>): string | undefined {
  let best: string | undefined;
  // A third of the letters may differ, as editors and compilers usually have it.
  let bestDistance = Math.floor(wanted.length / 3) + 1;
  let count = 0;
  for (const candidate of candidates) {
    if (++count > maxCandidates) {
      break;
    }
    if (candidate === wanted || Math.abs(candidate.length - wanted.length) >= bestDistance) {
      continue;
    }
    const distance = editDistance(wanted.toLowerCase(), candidate.toLowerCase(), bestDistance);
    if (distance < bestDistance) {
      bestDistance = distance;
      best = candidate;
    }
  }
  return best;
}

/** Makes the hint "did you mean", or one that lists what there is, or none. */
export function suggest(
  wanted: string,
  candidates: ReadonlyMap<string, unknown> | ReadonlySet<string>,
  spanOf: (name: string) => Span | undefined = () => undefined,
): readonly Hint[] {
  const similar = closest(wanted, candidates.keys());
  if (similar !== undefined) {
    const span = spanOf(similar);
    return [{ message: `did you mean \`${similar}\`?`, ...(span && { span }) }];
  }
  if (candidates.size === 0) {
    return [];
  }
  const shown = [...takeFirst(candidates.keys(), 8)].map((name) => `\`${name}\``).join(", ");
  const more = candidates.size > 8 ? `, … (${candidates.size})` : "";
  return [{ message: `there is: ${shown}${more}` }];
}

function* takeFirst<T>(items: Iterable<T>, count: number): Generator<T> {
  for (const item of items) {
    if (count-- <= 0) {
      return;
    }
    yield item;
  }
}

/** Optimal string alignment: insertions, deletions, substitutions and swaps of neighbours; `limit` when at least that. */
function editDistance(left: string, right: string, limit: number): number {
  if (left.length > 100 || right.length > 100) {
    return limit;
  }
  let beforePrevious: number[] = [];
  let previous = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let i = 1; i <= left.length; i++) {
    const row = [i];
    for (let j = 1; j <= right.length; j++) {
      const same = left[i - 1] === right[j - 1];
      let cost = Math.min(
        (previous[j] ?? 0) + 1,
        (row[j - 1] ?? 0) + 1,
        (previous[j - 1] ?? 0) + (same ? 0 : 1),
      );
      if (i > 1 && j > 1 && left[i - 1] === right[j - 2] && left[i - 2] === right[j - 1]) {
        cost = Math.min(cost, (beforePrevious[j - 2] ?? 0) + 1);
      }
      row.push(cost);
    }
    if (Math.min(...row) >= limit) {
      return limit;
    }
    beforePrevious = previous;
    previous = row;
  }
  return previous[right.length] ?? limit;
}
