import type { IToken, TokenType } from "chevrotain";
import { lex } from "./lexer.js";
import { createProblems } from "./problems.js";
import { parse } from "./parse.js";
import * as t from "./tokens.js";
import { createLayout, type Layout, type Separator } from "./layout.js";

/** Longer lists in parentheses and braces get one line per element. */
const maxWidth = 100;

/**
 * Gives a WIT text its canonical layout: two spaces a level, an item, attribute, field or case a line, at most one
 * empty line in a row, a comma after the last element of a list of several lines. Comments stay between the tokens they
 * were between, so the syntax tree, docs included, stays the same. A text with syntax errors comes back as it is.
 */
export function formatWit(text: string): string {
  const source = { file: "", text };
  if (parse(source).diagnostics.length > 0) {
    return text;
  }
  const { tokens, comments } = lex(source, createProblems(source));
  const layout = createLayout(text, tokens, comments);
  formatItems(layout, "file");
  return layout.finish();
}

/** Where items stand: those of a file are separated by empty lines. */
type Place = "file" | "body";

function formatItems(layout: Layout, place: Place): void {
  let previous: TokenType | undefined;
  for (let token = layout.peek(); token !== undefined; token = layout.peek()) {
    if (token.tokenType === t.RightBrace) {
      return;
    }
    const keyword = itemKeyword(layout);
    const apart =
      place === "file" && previous !== undefined && !(previous === t.Use && keyword === t.Use);
    formatItem(layout, apart ? "paragraph" : "line");
    previous = keyword;
  }
}

/** The first word behind the attributes. */
function itemKeyword(layout: Layout): TokenType | undefined {
  let ahead = 0;
  while (layout.peek(ahead)?.tokenType === t.At) {
    while (layout.peek(ahead)?.tokenType !== t.RightParen) {
      ahead++;
    }
    ahead++;
  }
  return layout.peek(ahead)?.tokenType;
}

function formatItem(layout: Layout, separator: Separator): void {
  let before = separator;
  while (layout.peek()?.tokenType === t.At) {
    layout.write(before);
    while (layout.peek()?.tokenType !== t.RightParen) {
      layout.write(inlineSeparator(layout));
    }
    layout.write("none");
    before = "line";
  }
  const keyword = layout.peek()?.tokenType;
  layout.write(before);
  for (let token = layout.peek(); token !== undefined; token = layout.peek()) {
    const previous = layout.peek(-1)?.tokenType;
    if (token.tokenType === t.Semicolon) {
      layout.write("none");
      return;
    }
    if (token.tokenType === t.LeftBrace) {
      if (previous === t.Period) {
        formatList(layout, t.RightBrace, "none", "none");
        continue;
      }
      if (previous === t.With) {
        formatList(layout, t.RightBrace, "space", "space");
      } else if (holdsElements(keyword)) {
        formatElements(layout, t.RightBrace, "space");
      } else {
        const place = keyword === t.Package ? "file" : "body";
        layout.open("space");
        formatItems(layout, place);
        layout.close();
      }
      return;
    }
    if (token.tokenType === t.LeftParen) {
      formatList(layout, t.RightParen, "none", "none");
    } else {
      writeInline(layout);
    }
  }
}

function holdsElements(keyword: TokenType | undefined): boolean {
  return keyword === t.Record || keyword === t.Variant || keyword === t.Enum || keyword === t.Flags;
}

/** Writes a list on one line if it fits, else an element a line. */
function formatList(layout: Layout, end: TokenType, before: Separator, inside: Separator): void {
  const length = listLength(layout, end);
  if (layout.hasComment(length) || layout.column() + flatWidth(layout, length) > maxWidth) {
    formatElements(layout, end, before);
    return;
  }
  layout.write(before);
  for (let first = true; layout.peek()?.tokenType !== end; first = false) {
    const trailing = layout.peek()?.tokenType === t.Comma && layout.peek(1)?.tokenType === end;
    if (trailing) {
      layout.skip();
    } else if (first) {
      layout.write(inside);
    } else {
      writeInline(layout);
    }
  }
  layout.write(layout.peek(-1)?.tokenType === t.LeftBrace ? "none" : inside);
}

/** Writes a list with an element a line. */
function formatElements(layout: Layout, end: TokenType, before: Separator): void {
  layout.open(before);
  while (layout.peek()?.tokenType !== end) {
    layout.write("line");
    let depth = 0;
    for (let token = layout.peek(); token !== undefined; token = layout.peek()) {
      const { tokenType } = token;
      if (depth === 0 && (tokenType === t.Comma || tokenType === end)) {
        break;
      }
      depth += opens(tokenType) ? 1 : closes(tokenType) ? -1 : 0;
      writeInline(layout);
    }
    if (layout.peek()?.tokenType === t.Comma) {
      layout.write("none");
    } else {
      layout.insert(",");
    }
  }
  layout.close();
}

function opens(type: TokenType): boolean {
  return type === t.LeftParen || type === t.LessThan;
}

function closes(type: TokenType): boolean {
  return type === t.RightParen || type === t.GreaterThan;
}

/** Writes a token in the middle of a line; not the comma at the end of a tuple. */
function writeInline(layout: Layout): void {
  const trailing =
    layout.peek()?.tokenType === t.Comma && layout.peek(1)?.tokenType === t.GreaterThan;
  if (trailing) {
    layout.skip();
  } else {
    layout.write(inlineSeparator(layout));
  }
}

/** The number of tokens from an opening bracket, which comes next, to its end. */
function listLength(layout: Layout, end: TokenType): number {
  let length = 1;
  while (layout.peek(length) !== undefined && layout.peek(length)?.tokenType !== end) {
    length++;
  }
  return length;
}

/** How many columns the list of that many tokens, and what follows it in its item, would take on one line. */
function flatWidth(layout: Layout, length: number): number {
  let width = 0;
  for (let ahead = 0; width <= maxWidth; ahead++) {
    const token = layout.peek(ahead);
    const type = token?.tokenType;
    // Behind braces only the `;` of a `use` follows; a renaming `include` ends with them.
    const isBehindBraces = ahead > length && layout.peek(length)?.tokenType === t.RightBrace;
    if (token === undefined || (isBehindBraces && type !== t.Semicolon)) {
      return width;
    }
    if (ahead > length && (type === t.Semicolon || type === t.LeftBrace)) {
      return width + 1;
    }
    width += token.image.length + (inlineSeparator(layout, ahead) === "space" ? 1 : 0);
  }
  return width;
}

const nothingBefore: ReadonlySet<TokenType> = new Set([
  t.Comma,
  t.Semicolon,
  t.Colon,
  t.Period,
  t.LeftParen,
  t.RightParen,
  t.LessThan,
  t.GreaterThan,
  t.Slash,
  t.At,
  t.Minus,
  t.Plus,
]);

const nothingAfter: ReadonlySet<TokenType> = new Set([
  t.Period,
  t.LeftParen,
  t.LessThan,
  t.Slash,
  t.At,
  t.Minus,
  t.Plus,
]);

/** What stands between the token at `ahead` and the one before it when both are on one line. */
function inlineSeparator(layout: Layout, ahead = 0): Separator {
  const token = layout.peek(ahead);
  const before = layout.peek(ahead - 1);
  if (token === undefined || before === undefined) {
    return "none";
  }
  const inVersion = before.tokenType === t.Integer && isAdjacent(before, token);
  const tight =
    nothingBefore.has(token.tokenType) ||
    nothingAfter.has(before.tokenType) ||
    (before.tokenType === t.Colon && isPathColon(layout, ahead - 1)) ||
    (before.tokenType === t.LeftBrace && layout.peek(ahead - 2)?.tokenType === t.Period) ||
    (inVersion && token.tokenType === t.Word);
  return tight ? "none" : "space";
}

/** Whether a colon stands inside a path or package name, not after a name. */
function isPathColon(layout: Layout, ahead: number): boolean {
  return (
    layout.peek(ahead - 2)?.tokenType === t.Package ||
    (layout.peek(ahead + 1)?.tokenType === t.Word && layout.peek(ahead + 2)?.tokenType === t.Slash)
  );
}

function isAdjacent(before: IToken, token: IToken): boolean {
  return before.startOffset + before.image.length === token.startOffset;
}
