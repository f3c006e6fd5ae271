import { describe, expect, it } from "vitest";
import { formatWit } from "../../src/syntax/format.js";

const cases: readonly [string, string, string][] = [
  [
    "items",
    "package  a:b@1.0.0-rc.1 ;use c:d/e@1.0.0-x.y as z;use q;interface i{}world w{}",
    `package a:b@1.0.0-rc.1;

use c:d/e@1.0.0-x.y as z;
use q;

interface i {}

world w {}
`,
  ],
  [
    "types and functions",
    "interface i { type t=list<tuple<u8 ,u16,>,4>; f:async func(a:u8,b:result<_,string>,)->map<u8,t>; }",
    `interface i {
  type t = list<tuple<u8, u16>, 4>;
  f: async func(a: u8, b: result<_, string>) -> map<u8, t>;
}
`,
  ],
  [
    "definitions, an element a line",
    "interface i { record r{a:u8,b:t} variant v{a(u8),b,} enum e{a}flags f{} resource x{constructor();s:static func();} resource y; }",
    `interface i {
  record r {
    a: u8,
    b: t,
  }
  variant v {
    a(u8),
    b,
  }
  enum e {
    a,
  }
  flags f {}
  resource x {
    constructor();
    s: static func();
  }
  resource y;
}
`,
  ],
  [
    "imports and exports",
    "world w { import a:b/c@1.0.0; import l:a:b/c; import x:y; export k:interface{g:func();} include foo with {a as b,c as d} include bar; }",
    `world w {
  import a:b/c@1.0.0;
  import l: a:b/c;
  import x: y;
  export k: interface {
    g: func();
  }
  include foo with { a as b, c as d }
  include bar;
}
`,
  ],
  [
    "attributes on lines of their own",
    '@since( version=1.0.0 ) @external-id("x") interface i{@unstable(feature=f) f:func();}',
    `@since(version = 1.0.0)
@external-id("x")
interface i {
  @unstable(feature = f)
  f: func();
}
`,
  ],
  [
    "long lists, an element a line",
    `interface i {
  use some-interface.{first-name-of-many, second-name-of-many as third, fourth-and-last-name-of-many};
  function-with-parameters: func(first-parameter: list<u8>, second-parameter: option<string>, c: u8) -> u8;
}`,
    `interface i {
  use some-interface.{
    first-name-of-many,
    second-name-of-many as third,
    fourth-and-last-name-of-many,
  };
  function-with-parameters: func(
    first-parameter: list<u8>,
    second-parameter: option<string>,
    c: u8,
  ) -> u8;
}
`,
  ],
  [
    "comments stay where they are",
    `// head
package a:b; // behind
/* alone */

/// docs
/** more
  * docs */
interface i { // opens
  // first


  f: func( // p
  a: u8 /* q */); /* r */ g: func();
  record r { a: u8 // last
  }
  // end
}
// finally`,
    `// head
package a:b; // behind

/* alone */

/// docs
/** more
  * docs */
interface i { // opens
  // first

  f: func( // p
    a: u8, /* q */
  ); /* r */
  g: func();
  record r {
    a: u8, // last
  }
  // end
}
// finally
`,
  ],
  [
    "one empty line of many, none at the ends of a body",
    "interface i {\n\n\n  f: func();\n\n\n\n  g: func();\n\n}\n\n\n",
    "interface i {\n  f: func();\n\n  g: func();\n}\n",
  ],
  ["line ends of Windows", "interface i {\r\n  // a\r\n}\r\n", "interface i {\n  // a\n}\n"],
  ["nothing", "", ""],
  ["only comments", "  // a\n\n\n  // b", "// a\n\n// b\n"],
  ["a text with errors, which stays", "interface  i {", "interface  i {"],
];

describe("formatWit", () => {
  it.each(cases)("%s", (_, given, want) => {
    expect(formatWit(given)).toBe(want);
    expect(formatWit(want)).toBe(want);
  });
});
