import { docLines } from "./print-docs.js";

/** Collects lines of WIT, indented by two spaces for each open brace. */
export interface WitWriter {
  /** Adds one line; an empty one is not indented. */
  line(text: string): void;
  /** Adds `text {`; what follows is indented. */
  open(text: string): void;
  /** Adds the matching `}`. */
  close(): void;
  /** Adds comment lines. */
  docs(docs: string | undefined): void;
  /** All lines so far, each with its line break. */
  text(): string;
}

/** Starts a text. */
export function witWriter(withDocs: boolean): WitWriter {
  const lines: string[] = [];
  let indent = "";
  const line = (text: string): void => {
    lines.push(text === "" ? "\n" : `${indent}${text}\n`);
  };
  return {
    line,
    open(text) {
      line(`${text} {`);
      indent += "  ";
    },
    close() {
      indent = indent.slice(2);
      line("}");
    },
    docs(docs) {
      if (withDocs && docs !== undefined) {
        lines.push(...docLines(docs, indent));
      }
    },
    text: () => lines.join(""),
  };
}
