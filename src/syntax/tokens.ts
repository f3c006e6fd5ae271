import { createToken, Lexer, type TokenType } from "chevrotain";
import { scanBlockComment, scanString, scanWord } from "./scan.js";

/**
 * The terminals of the grammar (WIT.md, "Lexical structure"). Words are lexed whole by {@link Word} and then looked
 * up in {@link keywords}, so that `type-of` is one identifier without trying each keyword at each word.
 */

/** Makes a token that is written in one way only. */
function punctuation(name: string, pattern: string): TokenType {
  return createToken({ name, pattern, label: `\`${pattern}\`` });
}

// -------------------------------------------------------------------------------------------- whitespace, comments

/** Blanks and line breaks. The lexer reports a carriage return without a line feed by itself. */
const Whitespace: TokenType = createToken({
  name: "Whitespace",
  pattern: /[ \t\r\n]+/,
  start_chars_hint: [" ", "\t", "\r", "\n"],
  group: Lexer.SKIPPED,
});

/** The group that gathers comments: they are not in the token stream, they become docs. */
export const commentGroup = "comments";

/** `// …`, without its line break. */
const LineComment: TokenType = createToken({
  name: "LineComment",
  pattern: /\/\/[^\n]*/,
  start_chars_hint: ["/"],
  group: commentGroup,
});

/** A nested block comment; without its end it reaches to the end of the text. */
export const BlockComment: TokenType = createToken({
  name: "BlockComment",
  pattern: scanBlockComment,
  start_chars_hint: ["/"],
  line_breaks: true,
  group: commentGroup,
});

/** The group of what is no WIT. */
export const foreignGroup = "foreign";

/** A comment as other languages write it, lexed whole so that its words are not errors too. */
const HashComment: TokenType = createToken({
  name: "HashComment",
  pattern: /#[^\n]*/,
  start_chars_hint: ["#"],
  group: foreignGroup,
});

// ------------------------------------------------------------------------------------------ identifiers and literals

/** Codes that stand for every group of first characters that the lexer tells apart outside of ASCII. */
const nonAsciiHint: readonly number[] = [
  ...Array.from({ length: 0x80 }, (_, index) => 0x80 + index),
  ...Array.from({ length: 0x100 }, (_, index) => (2 + index) * 255),
];

const wordHint: readonly string[] = Array.from(
  "%_abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ",
);

/** An identifier as it is lexed: any word that is no keyword, with or without `%`; validated when it is used. */
export const Word: TokenType = createToken({
  name: "Word",
  pattern: /(?:%[-A-Za-z_]|[A-Za-z_])[-\w]*(?![-\w\u0080-\uffff])/,
  start_chars_hint: [...wordHint],
  label: "an identifier",
});

/** A word with letters outside of ASCII, or a lone `%`: becomes a {@link Word}, which is then found invalid. */
export const OddWord: TokenType = createToken({
  name: "OddWord",
  pattern: scanWord,
  start_chars_hint: [...wordHint, ...nonAsciiHint],
  line_breaks: false,
});

export const Integer: TokenType = createToken({
  name: "Integer",
  pattern: /[0-9]+/,
  start_chars_hint: Array.from("0123456789"),
  label: "an integer",
});

/** From quote to quote, or to the end of the line when the second is missing. */
export const StringLiteral: TokenType = createToken({
  name: "StringLiteral",
  pattern: scanString,
  start_chars_hint: ['"'],
  line_breaks: false,
  label: "a string literal",
});

// ----------------------------------------------------------------------------------------------------- punctuation

export const Equals: TokenType = punctuation("Equals", "=");
export const Comma: TokenType = punctuation("Comma", ",");
export const Colon: TokenType = punctuation("Colon", ":");
export const Period: TokenType = punctuation("Period", ".");
export const Semicolon: TokenType = punctuation("Semicolon", ";");
export const LeftParen: TokenType = punctuation("LeftParen", "(");
export const RightParen: TokenType = punctuation("RightParen", ")");
export const LeftBrace: TokenType = punctuation("LeftBrace", "{");
export const RightBrace: TokenType = punctuation("RightBrace", "}");
export const LessThan: TokenType = punctuation("LessThan", "<");
export const GreaterThan: TokenType = punctuation("GreaterThan", ">");
export const Arrow: TokenType = punctuation("Arrow", "->");
const Star: TokenType = punctuation("Star", "*");
export const At: TokenType = punctuation("At", "@");
export const Slash: TokenType = punctuation("Slash", "/");
export const Plus: TokenType = punctuation("Plus", "+");
export const Minus: TokenType = punctuation("Minus", "-");

// -------------------------------------------------------------------------------------------------------- keywords

/** Every word that needs a `%` to be an identifier. Filled by {@link keyword} below. */
const keywordTable = new Map<string, TokenType>();

/** The tokens of reserved words, by their text. */
export const keywords: ReadonlyMap<string, TokenType> = keywordTable;

function keyword(text: string, category?: TokenType): TokenType {
  const token = createToken({
    name: `Keyword(${text})`,
    pattern: Lexer.NA,
    label: `\`${text}\``,
    ...(category === undefined ? {} : { categories: category }),
  });
  keywordTable.set(text, token);
  return token;
}

/** The category of types that are one word; see `PrimitiveName`. */
export const Primitive: TokenType = createToken({
  name: "Primitive",
  pattern: Lexer.NA,
  label: "a primitive type",
});

for (const name of ["u8", "u16", "u32", "u64", "s8", "s16", "s32", "s64", "f32", "f64"]) {
  keyword(name, Primitive);
}
for (const name of ["bool", "char", "string", "error-context"]) {
  keyword(name, Primitive);
}

export const As: TokenType = keyword("as");
export const Async: TokenType = keyword("async");
export const Borrow: TokenType = keyword("borrow");
export const Constructor: TokenType = keyword("constructor");
export const Enum: TokenType = keyword("enum");
export const Export: TokenType = keyword("export");
export const Flags: TokenType = keyword("flags");
keyword("from"); // reserved, used nowhere
export const Func: TokenType = keyword("func");
export const Future: TokenType = keyword("future");
export const Import: TokenType = keyword("import");
export const Include: TokenType = keyword("include");
export const Interface: TokenType = keyword("interface");
export const List: TokenType = keyword("list");
export const MapKeyword: TokenType = keyword("map");
export const Option: TokenType = keyword("option");
export const Own: TokenType = keyword("own");
export const Package: TokenType = keyword("package");
export const Record: TokenType = keyword("record");
export const Resource: TokenType = keyword("resource");
export const Result: TokenType = keyword("result");
export const Static: TokenType = keyword("static");
export const Stream: TokenType = keyword("stream");
export const Tuple: TokenType = keyword("tuple");
export const Type: TokenType = keyword("type");
export const Underscore: TokenType = keyword("_");
export const Use: TokenType = keyword("use");
export const Variant: TokenType = keyword("variant");
export const With: TokenType = keyword("with");
export const World: TokenType = keyword("world");

/** All terminals, those that the lexer tries first coming first. */
export const vocabulary: readonly TokenType[] = [
  Whitespace,
  Word,
  OddWord,
  LineComment,
  BlockComment,
  HashComment,
  Integer,
  Arrow,
  Equals,
  Comma,
  Colon,
  Period,
  Semicolon,
  LeftParen,
  RightParen,
  LeftBrace,
  RightBrace,
  LessThan,
  GreaterThan,
  Star,
  At,
  Slash,
  Plus,
  Minus,
  StringLiteral,
  Primitive,
  ...keywordTable.values(),
];
