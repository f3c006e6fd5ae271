import type { Diagnostic } from "../diagnostic.js";
import type { Source } from "../source.js";
import type { SourceFile } from "./ast.js";
import { WitParser } from "./grammar.js";
import { lex } from "./lexer.js";
import { createProblems } from "./problems.js";

/** What {@link parse} made of a text. */
export interface ParseResult {
  /** What could be recovered: items with a syntax error are left out or incomplete. */
  readonly file: SourceFile;
  /** In source order, at most 100; empty when the text is well-formed. */
  readonly diagnostics: readonly Diagnostic[];
}

/** Made at the first use: it takes longer than parsing most files. */
let parser: WitParser | undefined;

/** Parses one WIT file. Never throws, whatever the text is. */
export function parse(source: Source): ParseResult {
  parser ??= new WitParser();
  const problems = createProblems(source);
  parser.start(source, lex(source, problems), problems);
  try {
    return { file: parser.file(), diagnostics: problems.list() };
  } finally {
    parser.finish();
  }
}
