import type { Diagnostic } from "../diagnostic.js";

/** Takes a problem of the user's WIT; whoever calls goes on with something harmless in its place. */
export type Report = (diagnostic: Diagnostic) => void;

/** Remembers what was said, so that one mistake is reported once. */
export interface OnceReport {
  readonly report: Report;
  /** Whether `report` was ever called. */
  failed: boolean;
  readonly said: Set<string>;
}

/** Makes a report that passes everything on to `report` and remembers it. */
export function onceReport(report: Report): OnceReport {
  const once: OnceReport = {
    report: (diagnostic) => {
      once.failed ||= diagnostic.severity === "error";
      report(diagnostic);
    },
    failed: false,
    said: new Set(),
  };
  return once;
}

/** Tells whether anything was reported as an error so far. */
export function hasFailed(once: OnceReport): boolean {
  return once.failed;
}

/** Tells whether `mistake` is new, and remembers it. */
export function isFirst(once: OnceReport, mistake: string): boolean {
  if (once.said.has(mistake)) {
    return false;
  }
  once.said.add(mistake);
  return true;
}
