/** One text that was read: a file of a package, or a text given by the caller. */
export interface Source {
  /** As diagnostics show it: a path as the user would write it, with `/`. */
  readonly file: string;
  readonly text: string;
}

/**
 * A character that WIT text must not contain, not even in comments: control characters, characters that change the
 * direction of text, and characters that Unicode advises against.
 */
export const forbiddenCharacter: RegExp =
  /[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u0149\u0673\u0f77\u0f79\u17a3\u17a4\u17b4\u17b5\u202a-\u202e\u2066-\u2069]/;

/** A range of a {@link Source}, in UTF-16 code units; `end` is exclusive. */
export interface Span {
  readonly source: Source;
  readonly start: number;
  readonly end: number;
}

/** A place as people read it: both from 1, `column` in UTF-16 code units. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** Finds line and column of an offset. Linear in `offset`; meant for diagnostics, not for hot loops. */
export function positionAt(source: Source, offset: number): Position {
  let line = 1;
  let lineStart = 0;
  for (;;) {
    const newline = source.text.indexOf("\n", lineStart);
    if (newline < 0 || newline >= offset) {
      return { line, column: offset - lineStart + 1 };
    }
    line++;
    lineStart = newline + 1;
  }
}

/** The whole line, without its line break, that holds `offset`. */
export function lineAt(source: Source, offset: number): string {
  const start = source.text.lastIndexOf("\n", offset - 1) + 1;
  const end = source.text.indexOf("\n", offset);
  const line = source.text.slice(start, end < 0 ? undefined : end);
  return line.endsWith("\r") ? line.slice(0, -1) : line;
}
