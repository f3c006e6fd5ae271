import type { DiagnosticCode } from "./diagnostic-codes.js";
import { positionAt, type Span } from "./source.js";

/** With an error nothing is generated; a warning changes nothing. */
export type Severity = "error" | "warning";

/** What is wrong with the user's WIT or options, and where. Lines and columns count from 1, columns in UTF-16 code units. */
export interface Diagnostic {
  /** What editors and tests match on. */
  readonly code: DiagnosticCode;
  readonly severity: Severity;
  /** Short, lower case, names in backticks, no full stop. */
  readonly message: string;
  /** As given to the loader; absent when the problem has no place in a file. */
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
  readonly endLine?: number;
  readonly endColumn?: number;
  /** What to do about it, and other places that matter; each printed on a line of its own. */
  readonly hints: readonly Hint[];
  /** The place again, for rendering a snippet. */
  readonly span?: Span;
}

/** A remark on a diagnostic: what to do, or another place that matters. */
export interface Hint {
  readonly message: string;
  readonly span?: Span;
}

/** Makes an error at `span` (`undefined`: no place). */
export function errorAt(
  span: Span | undefined,
  code: DiagnosticCode,
  message: string,
  hints: readonly Hint[] = [],
): Diagnostic {
  const base = { code, severity: "error", message, hints } as const;
  if (span === undefined) {
    return base;
  }
  const start = positionAt(span.source, span.start);
  const end = positionAt(span.source, span.end);
  return {
    ...base,
    file: span.source.file,
    line: start.line,
    column: start.column,
    endLine: end.line,
    endColumn: end.column,
    span,
  };
}

/** Makes an error about a whole file. */
export function errorInFile(
  file: string,
  code: DiagnosticCode,
  message: string,
  hints: readonly Hint[] = [],
): Diagnostic {
  return { ...errorAt(undefined, code, message, hints), file };
}
