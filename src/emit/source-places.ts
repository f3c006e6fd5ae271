import type { Source } from "../source.js";

/** Finds line and column of offsets in a text, both from 0. */
export type Places = (offset: number) => readonly [line: number, column: number];

const placesBySource = new WeakMap<Source, Places>();

/** The places of a source; its lines are found once. */
export function placesIn(source: Source): Places {
  let places = placesBySource.get(source);
  if (places === undefined) {
    places = placesOf(source.text);
    placesBySource.set(source, places);
  }
  return places;
}

/** The places of a text. */
export function placesOf(text: string): Places {
  const starts = [0];
  for (let end = text.indexOf("\n"); end >= 0; end = text.indexOf("\n", end + 1)) {
    starts.push(end + 1);
  }
  return (offset) => {
    let low = 0;
    let high = starts.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((starts[middle] ?? 0) <= offset) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return [low, offset - (starts[low] ?? 0)];
  };
}
