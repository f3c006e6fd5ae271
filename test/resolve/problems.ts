import type { Diagnostic } from "../../src/diagnostic.js";

/** One line for each diagnostic: `line:column code: message (hint)`. */
export function problemLines(diagnostics: readonly Diagnostic[]): readonly string[] {
  return diagnostics.map(({ line, column, code, message, hints }) => {
    const place = line === undefined ? "" : `${line}:${column ?? 0} `;
    return `${place}${code}: ${message}${hints.map((hint) => ` (${hint.message})`).join("")}`;
  });
}

/** Takes the indentation of the first line off all lines, and blank lines off both ends. */
export function dedent(text: string): string {
  const lines = text.replace(/^\n|\n\s*$/g, "").split("\n");
  const indent = /^ */.exec(lines[0] ?? "")?.[0].length ?? 0;
  return lines.map((line) => line.slice(indent)).join("\n");
}
