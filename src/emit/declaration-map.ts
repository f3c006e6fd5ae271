import type { Source, Span } from "../source.js";
import { placesIn, placesOf } from "./source-places.js";

/** A name in printed text, and where it comes from. */
export interface Mark {
  readonly offset: number;
  readonly name: string;
  readonly span: Span;
}

/**
 * Writes the source map of a declaration file: from its names to their places in WIT.
 *
 * @param sourcePath gives the path of a source relative to the declaration file
 */
export function declarationMap(
  file: string,
  text: string,
  marks: readonly Mark[],
  sourcePath: (source: Source) => string,
): string {
  const sources: string[] = [];
  const indexes = new Map<Source, number>();
  const lines: string[][] = [];
  const textPlaces = placesOf(text);
  const last = { source: 0, line: 0, column: 0 };
  let segments: string[] = [];
  let lastColumn = 0;

  const add = (offset: number, source: Source, sourceOffset: number): void => {
    let index = indexes.get(source);
    if (index === undefined) {
      index = sources.push(sourcePath(source)) - 1;
      indexes.set(source, index);
    }
    const [line, column] = textPlaces(offset);
    while (lines.length <= line) {
      segments = [];
      lines.push(segments);
      lastColumn = 0;
    }
    const [sourceLine, sourceColumn] = placesIn(source)(sourceOffset);
    segments.push(
      variableLength(column - lastColumn) +
        variableLength(index - last.source) +
        variableLength(sourceLine - last.line) +
        variableLength(sourceColumn - last.column),
    );
    lastColumn = column;
    Object.assign(last, { source: index, line: sourceLine, column: sourceColumn });
  };
  for (const { offset, name, span } of marks) {
    add(offset, span.source, span.start);
    add(offset + name.length, span.source, span.end);
  }
  const mappings = lines.map((each) => each.join(",")).join(";");
  return `${JSON.stringify({ version: 3, file, sourceRoot: "", sources, names: [], mappings })}\n`;
}

const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** A base 64 number of variable length: five bits a digit, lowest first, the sign in the lowest bit. */
function variableLength(value: number): string {
  let rest = value < 0 ? (-value << 1) | 1 : value << 1;
  let text = "";
  do {
    const digit = rest & 31;
    rest >>>= 5;
    text += DIGITS.charAt(rest > 0 ? digit | 32 : digit);
  } while (rest > 0);
  return text;
}
