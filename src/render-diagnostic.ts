import type { Diagnostic } from "./diagnostic.js";
import { lineAt, positionAt, type Span } from "./source.js";

/** Options of {@link renderDiagnostic}. */
export interface RenderOptions {
  /** Whether to colour with ANSI escapes. */
  readonly color?: boolean;
  /** How many columns a snippet may take; longer lines are cut around the place. */
  readonly width?: number;
}

/**
 * Prints a diagnostic for people: code, message, place, the line with a caret under it, and the hints.
 *
 * Control characters and those that change the writing direction are shown as escapes, so a hostile file cannot write
 * to the terminal. The text has no trailing line break.
 */
export function renderDiagnostic(diagnostic: Diagnostic, options: RenderOptions = {}): string {
  const paint = options.color === true ? colored : plain;
  const width = Math.max(options.width ?? 100, 40);
  const { severity, message, hints } = diagnostic;
  const start = paint(severity, `${severity}${codeText(diagnostic)}`);
  const head = `${start}${paint("strong", `: ${visible(message)}`)}`;
  const lines = [head, ...place(diagnostic, width, paint)];
  for (const hint of hints) {
    lines.push(`  ${paint("quiet", "=")} ${visible(hint.message)}`);
    if (hint.span !== undefined) {
      const { line, column } = positionAt(hint.span.source, hint.span.start);
      lines.push(location(hint.span.source.file, line, column, paint));
      lines.push(...snippet(hint.span, line, width, "quiet", paint));
    }
  }
  return lines.join("\n");
}

/** The code in brackets, under which `diagnostic-codes.md` explains it; `failed` stands for what has no code of its own. */
function codeText({ code }: Diagnostic): string {
  return code === "failed" ? "" : `[${code}]`;
}

type Style = "error" | "warning" | "strong" | "quiet";
type Paint = (style: Style, text: string) => string;

const escapes: Readonly<Record<Style, string>> = {
  error: "1;31",
  warning: "1;33",
  strong: "1",
  quiet: "36",
};

const plain: Paint = (_style, text) => text;
const colored: Paint = (style, text) => `\u001b[${escapes[style]}m${text}\u001b[0m`;

function place(diagnostic: Diagnostic, width: number, paint: Paint): readonly string[] {
  const { file, line, column, span, severity } = diagnostic;
  if (file === undefined) {
    return [];
  }
  if (line === undefined || column === undefined) {
    return [`  ${paint("quiet", "-->")} ${visible(file)}`];
  }
  return [
    location(file, line, column, paint),
    ...(span === undefined ? [] : snippet(span, line, width, severity, paint)),
  ];
}

function location(file: string, line: number, column: number, paint: Paint): string {
  return `  ${paint("quiet", "-->")} ${visible(file)}:${line}:${column}`;
}

function snippet(
  span: Span,
  lineNumber: number,
  width: number,
  style: Style,
  paint: Paint,
): readonly string[] {
  const margin = " ".repeat(String(lineNumber).length);
  const bar = paint("quiet", "|");
  const { text, before, under } = cut(span, width - margin.length - 4);
  return [
    ` ${margin} ${bar}`,
    ` ${paint("quiet", String(lineNumber))} ${bar} ${text}`.trimEnd(),
    ` ${margin} ${bar} ${" ".repeat(before)}${paint(style, "^".repeat(Math.max(under, 1)))}`,
  ];
}

/** What a line looks like in the terminal: the part that is shown, and the columns before and under the place. */
interface Cut {
  readonly text: string;
  readonly before: number;
  readonly under: number;
}

const ellipsis = "…";

/** Takes the part of the span's first line that fits `width` columns and holds the span's start. */
function cut(span: Span, width: number): Cut {
  const line = lineAt(span.source, span.start);
  const start = positionAt(span.source, span.start).column - 1;
  const end = Math.min(start + (span.end - span.start), line.length);
  // However long the line is, no more than these characters can be shown.
  const from = characterStart(line, Math.max(0, start - width));
  const to = characterStart(line, Math.min(line.length, start + width));
  const left = cells(line.slice(from, start));
  const right = cells(line.slice(start, to));

  let first = 0;
  let before = columns(left);
  const room = columns(right) + before <= width && from === 0 ? width : Math.floor(width / 2);
  while (before > room) {
    before -= left[first]?.width ?? 0;
    first++;
  }
  let text = left
    .slice(first)
    .map((cell) => cell.text)
    .join("");
  if (first > 0 || from > 0) {
    text = ellipsis + text;
    before++;
  }
  let used = before;
  let under = 0;
  let offset = start;
  for (const cell of right) {
    if (used + cell.width > width - 1 && offset + cell.length < line.length) {
      text += ellipsis;
      break;
    }
    text += cell.text;
    used += cell.width;
    offset += cell.length;
    if (offset <= end) {
      under += cell.width;
    }
  }
  return { text, before, under };
}

/** Moves an index that is inside a surrogate pair to the pair's start. */
function characterStart(line: string, index: number): number {
  const code = line.codePointAt(index - 1) ?? 0;
  return index > 0 && index < line.length && code > 0xffff ? index - 1 : index;
}

/** One character as it is shown. */
interface Cell {
  readonly text: string;
  /** In terminal columns. */
  readonly width: number;
  /** In UTF-16 code units of the source. */
  readonly length: number;
}

function cells(text: string): readonly Cell[] {
  return Array.from(text, (character) => {
    if (character === "\t") {
      return { text: "    ", width: 4, length: 1 };
    }
    const shown = visible(character);
    const width = shown === character ? characterWidth(character) : shown.length;
    return { text: shown, width, length: character.length };
  });
}

function columns(row: readonly Cell[]): number {
  return row.reduce((sum, cell) => sum + cell.width, 0);
}

const unsafe =
  /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff]/gu;

/** Shows characters that a terminal would obey, or hide, as `\u{…}`. */
function visible(text: string): string {
  return text.replaceAll(
    unsafe,
    (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
  );
}

const noWidth = /^[\p{Mn}\p{Me}\u200c\u200d\ufe00-\ufe0f]$/u;
// Hangul, CJK, kana, full-width forms, and emoji: what East Asian Width calls wide.
const wide =
  /^[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\p{Emoji_Presentation}\u{1b000}-\u{1b2ff}\u{1f200}-\u{1f2ff}\u{20000}-\u{3fffd}]$/u;

function characterWidth(character: string): number {
  return noWidth.test(character) ? 0 : wide.test(character) ? 2 : 1;
}
