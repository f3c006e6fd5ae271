import { errorAt, type Diagnostic } from "../diagnostic.js";
import { renderDiagnostic } from "../render-diagnostic.js";
import type { Terminal } from "./terminal.js";

/** Prints diagnostics, and says whether one of them is an error. */
export function reportDiagnostics(diagnostics: readonly Diagnostic[], terminal: Terminal): boolean {
  const { color, columns } = terminal;
  for (const diagnostic of diagnostics) {
    terminal.error(`${renderDiagnostic(diagnostic, { color, width: columns })}\n\n`);
  }
  const errors = diagnostics.filter(({ severity }) => severity === "error").length;
  if (errors > 1) {
    terminal.error(`${errors} errors\n`);
  }
  return errors > 0;
}

/** Prints what was thrown: a message for what the user can mend, the whole stack for a bug. */
export function reportError(error: unknown, terminal: Terminal): void {
  const isExpected =
    error instanceof Error &&
    (["UsageError", "InvalidComponentError"].includes(error.name) || "syscall" in error);
  const text = error instanceof Error ? error.message : String(error);
  reportDiagnostics([errorAt(undefined, "failed", text)], terminal);
  if (error instanceof Error && !isExpected) {
    terminal.error(`${error.stack ?? ""}\n`);
  }
}
