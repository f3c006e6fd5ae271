import { describe, expect, it } from "vitest";
import { parse } from "../../src/syntax/parse.js";

/** `line:column code: message (hint)` of everything that is wrong with a text. */
function problems(text: string): readonly string[] {
  return parse({ file: "test.wit", text }).diagnostics.map(
    ({ line, column, code, message, hints }) =>
      `${line}:${column} ${code}: ${message}${hints.map((hint) => ` (${hint.message})`).join("")}`,
  );
}

const inInterface = (text: string): string => `package a:b;\ninterface i {\n${text}\n}`;
const inWorld = (text: string): string => `package a:b;\nworld w {\n${text}\n}`;

/** One mistake each: exactly one error. */
const single: readonly [string, string][] = [
  // Files and packages.
  [
    "package a;",
    "1:10 unexpected-token: expected `:` after the namespace of the package name, found `;`",
  ],
  [
    "package a:b/c;",
    "1:12 unexpected-token: expected `;` or `{` after the package name, found `/`",
  ],
  [
    "package a:b",
    "1:12 unexpected-end-of-file: expected `;` or `{` after the package name, found the end of the file",
  ],
  [
    "interface i {}\npackage a:b;",
    "2:12 misplaced-package-header: expected `{` after the package name, found `;` (`package …;` stands once, before everything else in the file)",
  ],
  [
    "@since(version = 1.0.0)\npackage a:b;",
    "2:1 misplaced-attribute: attributes cannot stand on a package",
  ],
  [
    "package a:b@1;",
    "1:14 unexpected-token: expected a version with three numbers such as `1.0.0`, found `;`",
  ],
  ["package a:b@01.0.0;", "1:13 invalid-version: the major version `01` begins with 0"],
  [
    "package a:b@1.0.0-x..y;",
    "1:20 unexpected-token: expected `;` or `{` after the package name, found `.`",
  ],
  ["package a:b@1.0.0-é;", "1:13 invalid-version: the pre-release holds `é`"],
  [
    "package a:b@1.0.0-x\nfoo;",
    "1:13 invalid-version: a version holds no blanks and no comments (what follows the version was read as a part of it: is a `;` missing?)",
  ],
  [
    "package a:b; }",
    "1:14 unexpected-token: expected `interface`, `world`, `use` or the end of the file, found `}`",
  ],
  [
    "package a:b; interface i {};",
    "1:28 unexpected-token: expected `interface`, `world`, `use` or `package`, found `;` (no `;` after `}`)",
  ],
  [
    "package a:b;\ntype t = u8;\ntype u = u8;\n",
    "2:1 unexpected-token: expected `interface`, `world`, `use` or `package`, found keyword `type` (types stand in an interface or world)",
  ],
  [
    "package a:b; use c",
    "1:19 unexpected-end-of-file: expected `;` after `use`, found the end of the file",
  ],
  [
    "package a:b; use c:d;",
    "1:21 unexpected-token: expected `/` and the name of an interface or world after the package name, found `;`",
  ],
  [
    "package a:b;\ninterface i\n",
    "3:1 unexpected-end-of-file: expected `{` after the name of the interface, found the end of the file",
  ],
  [
    "package a:b;\ninterface i\n  f: func();\n}\n",
    "3:3 unexpected-token: expected `{` after the name of the interface, found `f`",
  ],
  [
    "package a:b;\ninterface i {\n  f: func();\n\ninterface j {}\n",
    "5:1 unexpected-token: expected a function, a type definition, `use` or `}`, found keyword `interface` (interfaces stand in a package; in a world: `import name: interface { … }`) (the body begins here)",
  ],
  // Words.
  [
    inInterface("aB: func();"),
    "3:1 invalid-identifier: identifier `aB` mixes upper and lower case in one word (did you mean `a-b`?)",
  ],
  [
    inInterface("a_b: func();"),
    "3:1 invalid-identifier: identifier `a_b` holds `_`: only letters, digits and `-` are allowed (did you mean `a-b`?)",
  ],
  [
    inInterface("a-: func();"),
    "3:1 invalid-identifier: identifier `a-` has nothing before, between or after its `-` (did you mean `a`?)",
  ],
  [inInterface("%: func();"), "3:1 invalid-identifier: expected an identifier after `%`"],
  [
    inInterface("é: func();"),
    "3:1 invalid-identifier: identifier `é` does not begin with a letter from a to z",
  ],
  [
    inInterface("list: func();"),
    "3:1 unexpected-token: expected a function, a type definition or `use`, found keyword `list` (`list` is a keyword; write `%list` to use it as a name)",
  ],
  [
    inInterface("record list {}"),
    "3:8 unexpected-token: expected a name after `record`, found keyword `list` (`list` is a keyword; write `%list` to use it as a name)",
  ],
  [
    inInterface("record r { a: u8, type: u8 }"),
    "3:19 unexpected-token: expected the name of a field or `}`, found keyword `type` (`type` is a keyword; write `%type` to use it as a name)",
  ],
  // Functions and types.
  [
    inInterface("f: func() -> (a: u8, b: u8);"),
    "3:14 unexpected-token: expected a type, found `(` (a function has one result without a name; for several, use a tuple or a record)",
  ],
  [
    inInterface("f: func(a u8, b: u8);\ng: func();"),
    "3:11 unexpected-token: expected `:` and a type after the name of the parameter, found keyword `u8`",
  ],
  [
    inInterface("f: func(a: u8; b: u8);"),
    "3:14 unexpected-token: expected `,` or `)` after the parameter, found `;`",
  ],
  [
    inInterface("f: func()\ng: func();"),
    "4:1 unexpected-token: expected `;` after the function, found `g`",
  ],
  [
    inInterface("func f();"),
    "3:1 unexpected-token: expected a function, a type definition or `use`, found keyword `func` (the name stands first: `name: func(…)`)",
  ],
  [inInterface("type t = list<>;"), "3:15 unexpected-token: expected a type, found `>`"],
  [
    inInterface("type t = result<_>;"),
    "3:18 unexpected-token: expected `,` and the type of the error after `_`, found `>`",
  ],
  [
    inInterface("type t = list<u8, 4294967296>;"),
    "3:19 invalid-list-length: a list has at most 4294967295 elements",
  ],
  [
    inInterface("type t = option;"),
    "3:16 unexpected-token: expected `<` and a type after `option`, found `;`",
  ],
  [
    inInterface("import x: func();"),
    "3:1 unexpected-token: expected a function, a type definition or `use`, found keyword `import` (imports stand in a world)",
  ],
  [
    inInterface("record r { a: u8; b: u8 }"),
    "3:17 unexpected-token: expected `,` or `}` after the field, found `;`",
  ],
  [
    inInterface("enum e { a b }\nf: func();"),
    "3:12 unexpected-token: expected `,` or `}` after the case, found `b`",
  ],
  [
    inInterface("resource r {\n async m: func();\n n: func();\n}"),
    "4:2 unexpected-token: expected a function or `constructor`, found keyword `async` (`async` stands before `func`: `name: async func(…)`)",
  ],
  [inInterface("use a.b;"), "3:7 unexpected-token: expected `{` after `.`, found `b`"],
  [inInterface("use a.{b}"), "4:1 unexpected-token: expected `;` after `}`, found `}`"],
  // Worlds.
  [
    inWorld("f: func();"),
    "3:1 unexpected-token: expected `import`, `export`, `include`, `use` or a type definition, found `f` (write `import f: …` or `export f: …`)",
  ],
  [
    inWorld("export t: u8;"),
    "3:11 unexpected-token: expected `func`, `interface` or the path of an interface after `:`, found keyword `u8`",
  ],
  [
    inWorld("include a with b as c;"),
    "3:16 unexpected-token: expected `{` after `with`, found `b`",
  ],
  [
    inWorld("include a with { b }"),
    "3:20 unexpected-token: expected `as` and the new name, found `}`",
  ],
  // Attributes.
  [
    inInterface("@sinc(version = 1.0.0)\nf: func();"),
    "3:2 unknown-attribute: unknown attribute `@sinc` (known are `@since`, `@unstable`, `@deprecated`, `@external-id`)",
  ],
  [
    inInterface("@since\nf: func();"),
    "4:1 unexpected-token: expected `(` after the name of the attribute, found `f`",
  ],
  [
    inInterface("@since(feature = x)\nf: func();"),
    "3:8 unexpected-token: expected `version = 1.0.0`, found `feature`",
  ],
  [
    inInterface("@unstable(feature = 1.0.0)\nf: func();"),
    "3:21 unexpected-token: expected `feature = name`, found `1`",
  ],
  [
    inInterface("@external-id(x)\nf: func();"),
    '3:14 unexpected-token: expected a string such as `"name"`, found `x`',
  ],
  [
    inInterface("record r {\n @since(version = 1.0.0)\n a: u8\n}"),
    "4:2 unexpected-token: expected the name of a field or `}`, found `@` (attributes stand on items only, not on fields, cases, flags or parameters)",
  ],
  // Characters.
  [
    "package a:b; # c",
    "1:14 unexpected-character: unexpected character `#` (U+0023) (comments begin with `//`)",
  ],
  [
    "package a:b; // \u202e",
    "1:17 forbidden-character: U+202E is not allowed in WIT, not even in comments",
  ],
  [
    "package a:b;\rinterface i {}",
    "1:13 unexpected-character: lone carriage return (lines end with a line feed; save the file with such line ends)",
  ],
  [
    "package a:b; /* /* */",
    "1:14 unterminated-comment: block comment without end (block comments nest: each `/*` needs its own `*/`)",
  ],
  [
    inInterface('@external-id("a\\q") f: func();'),
    "3:17 invalid-string-escape: unknown escape; known are `\\\"`, `\\'`, `\\\\`, `\\t`, `\\n`, `\\r`, `\\u{e9}`",
  ],
  [
    inInterface('@external-id("\\u{d800}") f: func();'),
    "3:16 invalid-string-escape: `\\u{d800}` is not a Unicode character",
  ],
  [
    inInterface('@external-id("\\ff") f: func();'),
    "3:14 invalid-string-escape: the escaped bytes are not UTF-8",
  ],
  [
    inInterface('@external-id("\t") f: func();'),
    "3:15 invalid-string-character: a control character needs an escape",
  ],
];

describe("one error for one mistake", () => {
  it.each(single)("%j", (given, want) => {
    expect(problems(given)).toEqual([want]);
  });
});

describe("several errors at once", () => {
  it("finds independent mistakes", () => {
    const text = `package a:b;

interface i {
  f: func(a u8);
  type aB = u8;
  record r { a: , b: u8 }
  import x;
  g: func() -> list<u8;
}

world w {
  import x:;
  foo;
  export f: func() -> (;
}
`;
    expect(parse({ file: "", text }).diagnostics.map(({ line }) => line)).toEqual([
      4, 5, 6, 7, 8, 12, 13, 14,
    ]);
  });

  it("keeps the items around an error", () => {
    const text =
      "package a:b; interface i { a: func(); b: func( c: func(); d: func(); } world w {}";
    const { file } = parse({ file: "", text });
    expect(file.items.map(({ kind }) => kind)).toEqual(["interface", "world"]);
    expect(file.header?.name.name.name).toBe("b");
  });

  it("counts columns in UTF-16 code units", () => {
    expect(problems("package a:b; /* 😀 */ ?")).toEqual([
      "1:23 unexpected-character: unexpected character `?` (U+003F)",
    ]);
  });

  it("stops after a hundred", () => {
    const text = inInterface("f: func(a u8);\n".repeat(1000));
    expect(problems(text)).toHaveLength(100);
  });
});
