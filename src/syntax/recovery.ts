import type { IToken, TokenType } from "chevrotain";
import {
  Async,
  At,
  Colon,
  Constructor,
  Enum,
  Equals,
  Export,
  Flags,
  Func,
  Import,
  Include,
  Interface,
  LeftBrace,
  LeftParen,
  LessThan,
  Package,
  Record,
  Resource,
  RightBrace,
  RightParen,
  Semicolon,
  Static,
  Type,
  Use,
  Variant,
  Word,
  World,
} from "./tokens.js";

/**
 * Where to go on after a syntax error. The parser gives up the item that holds the error and goes on behind it: behind
 * its `;` or its closing brace, or where the next item visibly begins on a line of its own.
 */

/** What kind of item was given up: those between braces at the top of a file, or one in a body. */
export type ItemLevel = "file" | "body";

/** A text's tokens, for looking ahead further than the grammar does. */
export interface TokenList {
  readonly text: string;
  readonly tokens: readonly IToken[];
}

/** Finds the index of a token; of the token for the end of the file, the number of tokens. */
export function indexOfToken(tokens: readonly IToken[], token: IToken): number {
  let low = 0;
  let high = tokens.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (startOf(tokens[middle]) >= startOf(token)) {
      high = middle;
    } else {
      low = middle + 1;
    }
  }
  return low;
}

/** The offset of a token; the token for the end of the file has none and comes last. */
function startOf(token: IToken | undefined): number {
  return token === undefined || Number.isNaN(token.startOffset) ? Infinity : token.startOffset;
}

/**
 * Finds the index of the first token to go on with after an error at `error` in the item that begins at `first`.
 * It is greater than `first`, so that there is progress, and at most the index of the brace that closes the item's body.
 */
export function resumeIndex(
  list: TokenList,
  first: number,
  error: number,
  level: ItemLevel,
): number {
  const { tokens } = list;
  let braces = 0;
  let parens = 0;
  for (let index = first; index < error; index++) {
    const type = tokens[index]?.tokenType;
    braces += type === LeftBrace ? 1 : type === RightBrace ? -1 : 0;
    parens += type === LeftParen ? 1 : type === RightParen ? -1 : 0;
  }
  const entered = level === "file" && opensBody(tokens[first]?.tokenType) && braces === 0;
  for (let index = error; index < tokens.length; index++) {
    const type = tokens[index]?.tokenType;
    if (index > first && beginsItem(list, index, level)) {
      return index;
    }
    if (type === LeftBrace) {
      braces++;
    } else if (type === RightBrace) {
      braces--;
      if (braces === 0 || (braces < 0 && level === "file")) {
        return index + 1;
      }
      if (braces < 0) {
        return Math.max(index, first + 1);
      }
    } else if (type === LeftParen) {
      parens++;
    } else if (type === RightParen) {
      parens--;
    } else if (type === Semicolon && braces === 0) {
      // `(a: u8; b: u8)` goes on, `(a: u8;` at the end of a line does not.
      const ends = parens <= 0 || endsLine(list, index);
      if (ends && !(entered && index > error)) {
        return index + 1;
      }
    }
  }
  return tokens.length;
}

/** Says whether the token at `index` opens an item that cannot stand in an interface or world. */
export function beginsTopLevelItem(list: TokenList, index: number): boolean {
  const type = list.tokens[index]?.tokenType;
  const next = list.tokens[index + 1]?.tokenType;
  return (
    (type === Interface || type === World || type === Package) &&
    next === Word &&
    startsLine(list, index)
  );
}

/** The distance of a token from the start of its line. */
export function indentationOf(list: TokenList, index: number): number {
  const offset = list.tokens[index]?.startOffset ?? list.text.length;
  return offset - (list.text.lastIndexOf("\n", offset - 1) + 1);
}

function opensBody(type: TokenType | undefined): boolean {
  return type === Interface || type === World || type === Package || type === At;
}

/** Says whether an item begins at `index` beyond doubt: on a line of its own, with its first two words. */
function beginsItem(list: TokenList, index: number, level: ItemLevel): boolean {
  const { tokens } = list;
  const type = tokens[index]?.tokenType;
  const next = tokens[index + 1]?.tokenType;
  if (!startsLine(list, index)) {
    return false;
  }
  if (level === "file") {
    return next === Word && (type === Interface || type === World || type === Package);
  }
  switch (type) {
    case Type:
      return next === Word && tokens[index + 2]?.tokenType === Equals;
    case Record:
    case Variant:
    case Enum:
    case Flags:
    case Resource:
    case Use:
    case Import:
    case Export:
    case Include:
    case Interface:
    case World:
    case Package:
      return next === Word;
    case At:
      return next === Word && tokens[index + 2]?.tokenType === LeftParen;
    case Constructor:
      return next === LeftParen;
    case Word: {
      const after = tokens[index + 2]?.tokenType;
      return next === Colon && (after === Func || after === Async || after === Static);
    }
    default:
      return false;
  }
}

function startsLine(list: TokenList, index: number): boolean {
  const previous = list.tokens[index - 1];
  return previous === undefined || breaksLine(list, previous, list.tokens[index]);
}

function endsLine(list: TokenList, index: number): boolean {
  const token = list.tokens[index];
  return token === undefined || breaksLine(list, token, list.tokens[index + 1]);
}

function breaksLine(list: TokenList, token: IToken, next: IToken | undefined): boolean {
  // Only what is between the two tokens: a search for the next line break could go through the whole text.
  const gap = list.text.slice(token.startOffset + token.image.length, startOf(next));
  return gap.includes("\n") || startOf(next) === Infinity;
}

/** Finds the index behind the angle brackets, parentheses or braces that open at `index`. */
export function skipGroup(tokens: readonly IToken[], index: number): number {
  let depth = 0;
  for (let position = index; position < tokens.length; position++) {
    const type = tokens[position]?.tokenType;
    if (type === LeftParen || type === LeftBrace || type === LessThan) {
      depth++;
    } else if (type === RightParen || type === RightBrace) {
      depth--;
    }
    if (depth <= 0) {
      return position + 1;
    }
  }
  return tokens.length;
}
