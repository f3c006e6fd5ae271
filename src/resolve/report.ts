import { type Diagnostic, errorAt } from "../diagnostic.js";

/**
 * Takes a problem of the user's WIT; whoever calls goes on with something harmless in its place. It is made only when
 * it will be shown: places and suggestions cost time.
 */
export type Report = (make: () => Diagnostic, severity?: "error" | "warning") => void;

/** After so many errors nobody reads on. */
const maxErrors = 100;

/** Collects what one run reports. */
export interface Collector {
  readonly report: Report;
  readonly diagnostics: readonly Diagnostic[];
  /** Whether anything was reported as an error so far. */
  failed(): boolean;
  /** Says how many errors are not shown, if any. */
  close(): void;
}

/** Starts collecting. */
export function collectDiagnostics(): Collector {
  const diagnostics: Diagnostic[] = [];
  let errors = 0;
  return {
    report(make, severity = "error") {
      errors += severity === "error" ? 1 : 0;
      if (errors <= maxErrors) {
        diagnostics.push(make());
      }
    },
    diagnostics,
    failed: () => errors > 0,
    close() {
      if (errors > maxErrors) {
        const message = `there are ${errors - maxErrors} more errors`;
        diagnostics.push(errorAt(undefined, "too-many-errors", message));
      }
    },
  };
}

/** Remembers what was said of one package, so that one mistake is reported once. */
export interface OnceReport {
  readonly report: Report;
  /** Whether anything was reported as an error. */
  failed: boolean;
  readonly said: Set<string>;
}

/** Makes a report that passes everything on to `report` and remembers it. */
export function onceReport(report: Report): OnceReport {
  const once: OnceReport = {
    report: (make, severity) => {
      once.failed ||= severity !== "warning";
      report(make, severity);
    },
    failed: false,
    said: new Set(),
  };
  return once;
}

/** Tells whether anything was reported as an error so far; a call, for the compiler takes a property to stay as it was. */
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
