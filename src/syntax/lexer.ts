import { Lexer, type IToken } from "chevrotain";
import type { Hint } from "../diagnostic.js";
import { forbiddenCharacter, type Source } from "../source.js";
import type { Problems } from "./problems.js";
import { isUnterminated } from "./scan.js";
import { readStringLiteral } from "./string-literal.js";
import {
  BlockComment,
  commentGroup,
  foreignGroup,
  keywords,
  OddWord,
  StringLiteral,
  vocabulary,
  Word,
} from "./tokens.js";

/** A text in pieces, both lists in source order. */
export interface LexedText {
  /** Without comments; words are already told apart into keywords and identifiers. */
  readonly tokens: IToken[];
  readonly comments: readonly IToken[];
  /** Whether a comment or string without end has swallowed the rest of the text. */
  readonly truncated: boolean;
}

let lexer: Lexer | undefined;

/** Splits a text into tokens. What it cannot read it reports to `problems` and leaves out. */
export function lex(source: Source, problems: Problems): LexedText {
  lexer ??= new Lexer([...vocabulary], {
    positionTracking: "onlyOffset",
    ensureOptimizations: true,
    skipValidations: true,
  });
  reportForbidden(source.text, problems);
  const text = source.text.startsWith("\ufeff") ? ` ${source.text.slice(1)}` : source.text;
  const { tokens, groups, errors } = lexer.tokenize(text);
  const reported = new Set<string>();
  const foreign = groups[foreignGroup] ?? [];
  const hashes = foreign.map(({ startOffset }) => ({ offset: startOffset, length: 1 }));
  for (const { offset, length } of [...hashes, ...errors]) {
    const character = String.fromCodePoint(text.codePointAt(offset) ?? 0);
    if (!reported.has(character) && !forbiddenCharacter.test(character)) {
      reported.add(character);
      const end = offset + Math.max(length, character.length);
      const message = `unexpected character ${describeCharacter(character)}`;
      problems.add(offset, end, "unexpected-character", message, hintsFor(character));
    }
  }
  for (const token of tokens) {
    if (token.tokenType === Word || token.tokenType === OddWord) {
      const type = keywords.get(token.image) ?? Word;
      if (type !== token.tokenType) {
        token.tokenType = type;
        token.tokenTypeIdx = type.tokenTypeIdx ?? token.tokenTypeIdx;
      }
    } else if (token.tokenType === StringLiteral) {
      reportString(token, problems);
    }
  }
  const comments = groups[commentGroup] ?? [];
  const truncated = reportUnterminated(text, tokens.at(-1), comments.at(-1), problems);
  reportCarriageReturn(text, comments, problems);
  return { tokens, comments, truncated };
}

/** Reports a block comment without end; says whether that, or a string without end, is the last of the text. */
function reportUnterminated(
  text: string,
  lastToken: IToken | undefined,
  lastComment: IToken | undefined,
  problems: Problems,
): boolean {
  if (lastComment?.tokenType === BlockComment && isUnterminated(lastComment.image)) {
    const start = lastComment.startOffset;
    const hints = [{ message: "block comments nest: each `/*` needs its own `*/`" }];
    problems.add(start, start + 2, "unterminated-comment", "block comment without end", hints);
    return true;
  }
  return (
    lastToken?.tokenType === StringLiteral &&
    endOf(lastToken) === text.length &&
    readStringLiteral(lastToken.image).kind === "problem"
  );
}

/** Reports the first carriage return without a line feed outside of comments. */
function reportCarriageReturn(text: string, comments: readonly IToken[], problems: Problems): void {
  let comment = 0;
  for (const { index } of text.matchAll(/\r(?!\n)/g)) {
    while (comment < comments.length && endOf(comments[comment]) <= index) {
      comment++;
    }
    if ((comments[comment]?.startOffset ?? Infinity) > index) {
      const hints = [{ message: "lines end with a line feed; save the file with such line ends" }];
      problems.add(index, index + 1, "unexpected-character", "lone carriage return", hints);
      return;
    }
  }
}

function endOf(token: IToken | undefined): number {
  return token === undefined ? Infinity : token.startOffset + token.image.length;
}

function reportForbidden(text: string, problems: Problems): void {
  if (!forbiddenCharacter.test(text)) {
    return;
  }
  const reported = new Set<string>();
  for (const { 0: character, index } of text.matchAll(new RegExp(forbiddenCharacter, "g"))) {
    if (!reported.has(character)) {
      reported.add(character);
      const message = `${describeCharacter(character)} is not allowed in WIT, not even in comments`;
      problems.add(index, index + 1, "forbidden-character", message);
    }
  }
}

function describeCharacter(character: string): string {
  const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0");
  const visible = !forbiddenCharacter.test(character) && !/[\p{Z}\p{C}]/u.test(character);
  return visible ? `\`${character}\` (U+${code})` : `U+${code}`;
}

function hintsFor(character: string): readonly Hint[] {
  switch (character) {
    case "#":
      return [{ message: "comments begin with `//`" }];
    case "“":
    case "”":
    case "'":
    case "‘":
    case "’":
      return [{ message: 'strings stand in `"`' }];
    case "\u00a0":
      return [{ message: "a non-breaking space; use an ordinary one" }];
    default:
      return [];
  }
}

function reportString(token: IToken, problems: Problems): void {
  const literal = readStringLiteral(token.image);
  if (literal.kind === "problem") {
    const start = token.startOffset + literal.problem.offset;
    problems.add(start, start + 1, literal.problem.code, literal.problem.message);
  }
}
