import { EOF, type IParserErrorMessageProvider, type IToken, type TokenType } from "chevrotain";
import type { Hint } from "../diagnostic.js";
import { GreaterThan, keywords, RightBrace, RightParen, StringLiteral, Word } from "./tokens.js";

/**
 * What the grammar expects where, in the words of WIT: by production and, where a production can fail at several
 * places, by the token that was expected there. `*` stands for any alternative, `+` for an element where a list of
 * them could also end.
 */
const wanted: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  packageItem: {
    "*": "`;` or `{` after the package name",
  },
  packageName: {
    Word: "a package name such as `example:shapes`",
    Colon: "`:` after the namespace of the package name",
  },
  version: {
    Integer: "a version such as `1.0.0`",
    Period: "a version with three numbers such as `1.0.0`",
  },
  topLevelUse: {
    Word: "a name after `as`",
    Semicolon: "`;` after `use`",
  },
  usePath: {
    Word: "the name of an interface or world",
    Slash: "`/` and the name of an interface after the package name",
  },
  world: {
    Word: "a name after `world`",
    LeftBrace: "`{` after the name of the world",
  },
  worldItem: {
    "*": "`import`, `export`, `include`, `use` or a type definition",
  },
  extern: {
    Word: "a name or the path of an interface",
    Semicolon: "`;` after the path",
  },
  externType: {
    "*": "`func`, `interface` or the path of an interface after `:`",
    Semicolon: "`;` after the import or export",
  },
  externPath: {
    Word: "the name of an interface",
  },
  pathEnd: {
    Word: "the name of an interface or world after `/`",
    Slash: "`/` and the name of an interface or world after the package name",
  },
  include: {
    "+": "the name of an item",
    Semicolon: "`;` or `with` after the path",
    LeftBrace: "`{` after `with`",
    RightBrace: "`,` or `}` after the renamed item",
  },
  includeRename: {
    Word: "a name",
    "Keyword(as)": "`as` and the new name",
  },
  interface: {
    Word: "a name after `interface`",
    LeftBrace: "`{` after the name of the interface",
  },
  interfaceItem: {
    "*": "a function, a type definition or `use`",
  },
  namedFunction: {
    Colon: "`:` and `func` after the name",
    Semicolon: "`;` after the function",
  },
  functionType: {
    "+": "the name of a parameter",
    "Keyword(func)": "`func`",
    LeftParen: "`(` after `func`",
    RightParen: "`,` or `)` after the parameter",
  },
  param: {
    Word: "the name of a parameter",
    Colon: "`:` and a type after the name of the parameter",
  },
  use: {
    "+": "a name",
    Period: "`.` and the names in braces after the path",
    LeftBrace: "`{` after `.`",
    RightBrace: "`,` or `}` after the name",
    Semicolon: "`;` after `}`",
  },
  useName: {
    Word: "a name",
  },
  typeAlias: {
    Word: "a name after `type`",
    Equals: "`=` after the name of the type",
    Semicolon: "`;` after the type",
  },
  record: {
    "+": "the name of a field",
    Word: "a name after `record`",
    LeftBrace: "`{` after the name of the record",
    RightBrace: "`,` or `}` after the field",
  },
  recordField: {
    Colon: "`:` and a type after the name of the field",
  },
  flags: {
    "+": "the name of a flag",
    Word: "a name after `flags`",
    LeftBrace: "`{` after the name of the flags",
    RightBrace: "`,` or `}` after the flag",
  },
  variant: {
    "+": "the name of a case",
    Word: "a name after `variant`",
    LeftBrace: "`{` after the name of the variant",
    RightBrace: "`,` or `}` after the case",
  },
  variantCase: {
    RightParen: "`)` after the type of the case",
  },
  enum: {
    "+": "the name of a case",
    Word: "a name after `enum`",
    LeftBrace: "`{` after the name of the enum",
    RightBrace: "`,` or `}` after the case",
  },
  resource: {
    Word: "a name after `resource`",
    "*": "`;` or `{` after the name of the resource",
  },
  resourceFunction: {
    "*": "a function or `constructor`",
  },
  resourceConstructor: {
    "+": "the name of a parameter",
    LeftParen: "`(` after `constructor`",
    RightParen: "`,` or `)` after the parameter",
    Semicolon: "`;` after the constructor",
  },
  method: {
    Colon: "`:` and `func` or `static func` after the name",
    Semicolon: "`;` after the function",
  },
  type: {
    "*": "a type",
  },
  listType: {
    LessThan: "`<` and the type of the elements after `list`",
    GreaterThan: "`>` or `,` and a length after the type of the elements",
    Integer: "the length of the list",
  },
  mapType: {
    LessThan: "`<`, the type of the keys and the type of the values after `map`",
    Comma: "`,` and the type of the values after the type of the keys",
    GreaterThan: "`>` after the type of the values",
  },
  optionType: {
    LessThan: "`<` and a type after `option`",
    GreaterThan: "`>` after the type",
  },
  resultType: {
    Comma: "`,` and the type of the error after `_`",
    GreaterThan: "`>`",
  },
  tupleType: {
    "+": "a type",
    LessThan: "`<` and types after `tuple`",
    GreaterThan: "`,` or `>` after the type",
  },
  futureType: { GreaterThan: "`>` after the type" },
  streamType: { GreaterThan: "`>` after the type" },
  ownType: {
    LessThan: "`<` and a resource after `own`",
    Word: "the name of a resource",
    GreaterThan: "`>` after the name of the resource",
  },
  borrowType: {
    LessThan: "`<` and a resource after `borrow`",
    Word: "the name of a resource",
    GreaterThan: "`>` after the name of the resource",
  },
  attribute: {
    Word: "an attribute: `since`, `unstable`, `deprecated` or `external-id`",
    LeftParen: "`(` after the name of the attribute",
    RightParen: "`)` at the end of the attribute",
    Equals: "`=`",
  },
  item: {
    "*": "`interface`, `world`, `use` or `package`",
  },
};

/** Gives chevrotain the texts of its errors; what was found instead is added when the error is reported. */
export const expectations: IParserErrorMessageProvider = {
  buildMismatchTokenMessage: ({ expected, previous, ruleName }) =>
    expectation(ruleName, expected, previous),
  buildNoViableAltMessage: ({ ruleName }) => expectation(ruleName),
  buildEarlyExitMessage: ({ ruleName }) => expectation(ruleName),
  buildNotAllInputParsedMessage: () => "expected the end of the file",
};

function expectation(ruleName: string, token?: TokenType, previous?: IToken): string {
  const table = wanted[ruleName] ?? {};
  const element = table["+"];
  if (token !== undefined && element !== undefined && previous !== undefined) {
    const closes = token === RightBrace || token === RightParen || token === GreaterThan;
    if (closes && listBeginnings.has(previous.image)) {
      return `expected ${element} or ${token.LABEL ?? ""}`;
    }
  }
  return `expected ${table[token?.name ?? "*"] ?? token?.LABEL ?? table["*"] ?? "something else"}`;
}

/** After these comes the first or the next element of a list. */
const listBeginnings: ReadonlySet<string> = new Set(["{", "(", "<", ","]);

/** What to say of a token that begins none of the `items`, the name of a production. */
export function strayMessage(items: string, token: IToken): string {
  return token.image === "}" && items === "item"
    ? "expected `interface`, `world`, `use` or the end of the file"
    : expectation(items);
}

/** What to say where a body of `items` neither goes on nor ends. */
export function bodyMessage(items: string): string {
  return `${expectation(items).replace(" or ", ", ")} or \`}\``;
}

/** Names a token as a reader of the text sees it. */
export function describeToken(token: IToken): string {
  if (token.tokenType === EOF) {
    return "the end of the file";
  }
  if (token.tokenType === StringLiteral) {
    return "a string";
  }
  const image = token.image.length > 40 ? `${token.image.slice(0, 40)}…` : token.image;
  return keywords.has(token.image) ? `keyword \`${image}\`` : `\`${image}\``;
}

/** What to do about a token where something else was expected. */
export function hintsFor(expected: string, token: IToken, next: IToken): readonly Hint[] {
  const hint = hintFor(expected, token, next);
  return hint === undefined ? [] : [{ message: hint }];
}

function hintFor(expected: string, token: IToken, next: IToken): string | undefined {
  const { image } = token;
  if (expected === "expected a type") {
    return typeHints.get(image);
  }
  if (image === "@" && / or `[)}>]`$/.test(expected)) {
    return "attributes stand on items only, not on fields, cases, flags or parameters";
  }
  const item = itemExpected.test(expected);
  if (item && image === ";") {
    return "no `;` after `}`";
  }
  if (item && token.tokenType === Word && next.image === ":") {
    return expected.includes("`import`")
      ? `write \`import ${image}: …\` or \`export ${image}: …\``
      : "functions stand in an interface, or in a world after `import` or `export`";
  }
  if (!keywords.has(image)) {
    return undefined;
  }
  if (item && next.tokenType === Word) {
    return misplaced.get(image);
  }
  return nameExpected.test(expected) && image !== "_"
    ? `\`${image}\` is a keyword; write \`%${image}\` to use it as a name`
    : undefined;
}

/** Texts of {@link wanted} at the start of an item, and where a keyword may have been meant as a name. */
const itemExpected = /^expected (?:a function|`import`|`interface`)/;
const nameExpected = /^expected (?:a name|a function|the name of (?!a resource)|a package name)/;

const typeHints: ReadonlyMap<string, string> = new Map([
  ["(", "a function has one result without a name; for several, use a tuple or a record"],
  ["_", "leave the type out: `result`, `future` and `stream` stand alone or with types"],
]);

/** What to say of words that stand where they cannot. */
const misplaced: ReadonlyMap<string, string> = new Map([
  ["import", "imports stand in a world"],
  ["export", "exports stand in a world"],
  ["include", "`include` stands in a world"],
  ["interface", "interfaces stand in a package; in a world: `import name: interface { … }`"],
  ["world", "worlds stand in a package"],
  ["package", "packages stand at the top level of a file"],
  ["async", "`async` stands before `func`: `name: async func(…)`"],
  ["static", "`static` stands before `func`: `name: static func(…)`"],
  ["type", "types stand in an interface or world"],
  ["record", "types stand in an interface or world"],
  ["variant", "types stand in an interface or world"],
  ["enum", "types stand in an interface or world"],
  ["flags", "types stand in an interface or world"],
  ["resource", "types stand in an interface or world"],
  ["func", "the name stands first: `name: func(…)`"],
]);
