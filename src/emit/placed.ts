import type { Documented } from "../graph/package-graph.js";
import type { Span } from "../source.js";

/** A structure whose name has a place in WIT; declaration maps lead there. */
export interface Placed {
  readonly span?: Span;
}

/** Notes where in WIT a structure comes from. ts-morph passes over what it does not know. */
export function placed<T extends object>(
  structure: T,
  { span }: Pick<Documented, "span">,
): T & Placed {
  return span === undefined ? structure : { ...structure, span };
}

/** Where a structure comes from. */
export function spanOf(structure: object): Span | undefined {
  const { span }: Placed = structure;
  return span;
}
