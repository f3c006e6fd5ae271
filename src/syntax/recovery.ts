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
 * its `;` or its closing brace, or where the next item visibly begins. Indentation distinguishes a brace that closes a
 * body from one too many, and an item's own lines from the next item; in a text without line breaks only the tokens count.
 */

/** What kind of item was given up: one between a file's braces, or one in the body of an interface, world or resource. */
export type ItemLevel = "file" | "body";

/** A text's tokens, for looking further ahead than the grammar does. May end with tokens for the end of the file. */
export interface TokenList {
  readonly text: string;
  readonly tokens: readonly IToken[];
}

/** An item with a syntax error, by the indices of tokens. */
export interface BrokenItem {
  readonly level: ItemLevel;
  readonly first: number;
  /** The token that does not fit. */
  readonly error: number;
  /** The keyword of the body that holds the item, if any. */
  readonly owner: number | undefined;
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

/**
 * Finds the index of the first token to go on with. It is greater than that of the item's first token, so that there
 * is progress, unless that token closes the body around the item.
 */
export function resumeIndex(list: TokenList, item: BrokenItem): number {
  const { tokens } = list;
  const { first, error, level, owner } = item;
  const indentation = indentationOf(list, first);
  const keyword = tokens[behindAttributes(tokens, first)]?.tokenType;
  const misplaced = level === "file" && !isTopLevelKeyword(keyword) && keyword !== Use;
  let braces = 0;
  let parens = 0;
  for (let index = first; index < error; index++) {
    const type = tokens[index]?.tokenType;
    braces += type === LeftBrace ? 1 : type === RightBrace ? -1 : 0;
    parens += type === LeftParen ? 1 : type === RightParen ? -1 : 0;
  }
  let wantsBody = level === "file" && isTopLevelKeyword(keyword) && braces === 0;
  for (let index = error; index < tokens.length; index++) {
    const type = tokens[index]?.tokenType;
    if (index > first && beginsItem(list, index, level)) {
      const here = indentationOf(list, index);
      if (here < indentation || (here === indentation && (index > error || level === "body"))) {
        return index;
      }
    }
    if (type === LeftBrace) {
      braces++;
      wantsBody = false;
    } else if (type === RightBrace) {
      braces--;
      if (braces < 0 && owner !== undefined) {
        if (!isStrayBrace(list, index, owner)) {
          return index;
        }
        braces = 0;
        if (startsLine(list, index)) {
          return index + 1;
        }
      } else if (braces < 0 || (braces === 0 && !misplaced)) {
        const semicolon = tokens[index + 1]?.tokenType === Semicolon && !endsLine(list, index);
        return semicolon ? index + 2 : index + 1;
      }
    } else if (type === LeftParen) {
      parens++;
    } else if (type === RightParen) {
      parens--;
    } else if (type === Semicolon && braces === 0 && !misplaced && !(wantsBody && index > error)) {
      // `(a: u8; b: u8)` goes on, `(a: u8;` at the end of a line does not.
      const ends = parens <= 0 || endsLine(list, index);
      if (ends && indentationOfNextLine(list, index) <= indentation) {
        return index + 1;
      }
    }
  }
  return tokens.length;
}

/** Says whether the token at `index` opens an item that cannot stand in an interface or world. */
export function beginsTopLevelItem(list: TokenList, index: number): boolean {
  return beginsItem(list, index, "file");
}

/**
 * Says whether the token at `index`, which begins no item of the body of `owner`, stands behind that body, whose closing
 * brace is missing then: in a line that is indented no more.
 */
export function leavesBody(list: TokenList, index: number, owner: number): boolean {
  const limit = indentationOf(list, owner);
  const outside = startsLine(list, index) && indentationOf(list, index) <= limit;
  // Without indentation at all only the keyword tells.
  return outside && (limit > 0 || beginsTopLevelItem(list, index));
}

/**
 * Finds where the body begins whose opening brace was expected at `index`, if a body follows: behind a brace on the same
 * line, or at the next line if that is indented more than `owner`.
 */
export function bodyIndex(list: TokenList, owner: number, index: number): number | undefined {
  const { tokens } = list;
  for (let position = index; position < index + 20; position++) {
    const type = tokens[position]?.tokenType;
    if (startsLine(list, position)) {
      const follows = indentationOf(list, position) > indentationOf(list, owner);
      return follows && type !== RightBrace && type !== LeftBrace && startsLine(list, owner)
        ? position
        : undefined;
    }
    if (type === LeftBrace) {
      return position + 1;
    }
    if (type === RightBrace) {
      return undefined;
    }
  }
  return undefined;
}

/** The longest line start that is looked at. */
const maxIndentation = 200;

/** The distance of a token from the start of its line, up to {@link maxIndentation}. */
function indentationOf(list: TokenList, index: number): number {
  const offset = Math.min(startOf(list.tokens[index]), list.text.length);
  const before = list.text.slice(Math.max(0, offset - maxIndentation), offset);
  return before.length - (before.lastIndexOf("\n") + 1);
}

function indentationOfNextLine(list: TokenList, index: number): number {
  return endsLine(list, index) ? indentationOf(list, index + 1) : 0;
}

/** Says whether the brace at `index` is none that closes the body of `owner`. */
function isStrayBrace(list: TokenList, index: number, owner: number): boolean {
  if (startsLine(list, index)) {
    return startsLine(list, owner) && indentationOf(list, index) > indentationOf(list, owner);
  }
  const next = list.tokens[index + 1]?.tokenType;
  return !endsLine(list, index) && next !== RightBrace && next !== At && !isTopLevelKeyword(next);
}

function isTopLevelKeyword(type: TokenType | undefined): boolean {
  return type === Interface || type === World || type === Package;
}

/** Says whether an item begins at `index` beyond doubt: on a line of its own, with its first two words. */
function beginsItem(list: TokenList, index: number, level: ItemLevel): boolean {
  return startsLine(list, index) && beginsWithItsWords(list.tokens, index, level);
}

function beginsWithItsWords(tokens: readonly IToken[], index: number, level: ItemLevel): boolean {
  const type = tokens[index]?.tokenType;
  const next = tokens[index + 1]?.tokenType;
  if (type === At) {
    const behind = behindAttributes(tokens, index);
    return behind > index && beginsWithItsWords(tokens, behind, level);
  }
  if (isTopLevelKeyword(type)) {
    return next === Word;
  }
  if (level === "file") {
    return false;
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
      return next === Word;
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

/** Finds the index behind the attributes at `index`, or gives `index` where they are not well-formed. */
function behindAttributes(tokens: readonly IToken[], index: number): number {
  let position = index;
  // Attributes with the longest of versions have fewer tokens than this; the limit keeps the search short.
  const limit = index + 60;
  while (position < limit && tokens[position]?.tokenType === At) {
    while (position < limit && tokens[position]?.tokenType !== RightParen) {
      position++;
    }
    position++;
  }
  return position < limit ? position : index;
}

/** Says whether the token at `index` is the first of its line. */
export function startsLine(list: TokenList, index: number): boolean {
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

/** The offset of a token; the token for the end of the file has none and comes last. */
function startOf(token: IToken | undefined): number {
  return token === undefined || Number.isNaN(token.startOffset) ? Infinity : token.startOffset;
}
