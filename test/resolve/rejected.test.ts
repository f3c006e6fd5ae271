import { describe, expect, it } from "vitest";
import { loadWitFiles, loadWitText } from "../../src/wit.js";
import { problemLines } from "./problems.js";

const interfaceWith = (text: string): string => `package a:b@1.0.0;\ninterface i {\n${text}\n}`;
const worldWith = (text: string): string => `package a:b@1.0.0;\nworld w {\n${text}\n}`;

/** What is wrong with a text, and nothing else. */
const rejected: readonly [given: string, want: readonly string[]][] = [
  // Headers.
  [
    "interface i {}",
    [
      "1:1 missing-package-header: no `package` header was found in any WIT file for this package (start a file with one, for example `package example:demo;`)",
    ],
  ],
  [
    "package a:b {}",
    [
      "1:1 missing-package-header: no `package` header was found in any WIT file for this package (nested packages need a main package beside them: start a file with one, for example `package example:demo;`)",
    ],
  ],
  [
    "package a:b;\npackage c:d { package e:f { package g:h {} } package i:j {} }",
    [
      "2:23 misplaced-nested-package: nested packages must be placed at the top-level (move it out of this package)",
    ],
  ],

  // Names of interfaces and worlds.
  [
    "package a:b;\ninterface i {}\nworld i { import x: interface { use i.{t}; } }",
    [
      "3:7 duplicate-item: duplicate item named `i`: the package already has an interface of that name (first defined here)",
    ],
  ],
  [
    "package a:b;\nuse j as i;\ninterface i {}\ninterface j {}",
    [
      "3:11 duplicate-item: duplicate name `i` in this file (first defined here) (give one another name with `use … as …;`)",
    ],
  ],
  [
    worldWith("import streem;\nexport streem;\n}\ninterface streams {"),
    ["3:8 unknown-item: interface or world `streem` does not exist (did you mean `streams`?)"],
  ],
  [
    worldWith("import types;\n}\npackage c:d@2.0.0 { interface types {}"),
    [
      "3:8 unknown-item: interface or world `types` does not exist (another package has it: write `c:d/types@2.0.0`)",
    ],
  ],
  [
    worldWith("import v;\ninclude i;\n}\nworld v {}\ninterface i {"),
    [
      "3:8 wrong-item-kind: name `v` is defined as a world, not an interface",
      "4:9 wrong-item-kind: name `i` is defined as an interface, not a world (`include` takes worlds; an interface is imported or exported)",
    ],
  ],
  [
    "package a:b;\ninterface i { use j.{t}; }\ninterface j { use i.{t}; }\ninterface k { use i.{u}; }",
    ["3:11 item-cycle: interface or world `j` depends on itself (`j` → `i` → `j`)"],
  ],
  [
    "package a:b;\n@since(version = 1.0.0) use i;\ninterface i {}",
    [
      "2:25 misplaced-attribute: attributes are not allowed on a top-level `use` (gate the items that use the alias instead)",
      "3:11 duplicate-item: duplicate name `i` in this file (first defined here) (give one another name with `use … as …;`)",
    ],
  ],

  // Names of types.
  [
    interfaceWith("f: func(a: pont, b: pont) -> list<pont>;\nrecord point { x: u8 }"),
    ["3:12 unknown-type: type `pont` does not exist (did you mean `point`?)"],
  ],
  [
    interfaceWith("type t = float32;\nf: func() -> i64;\ng: func(a: strng);"),
    [
      "3:10 unknown-type: type `float32` does not exist (write `f32` (the type was renamed))",
      "4:14 unknown-type: type `i64` does not exist (write `s64`)",
      "5:12 unknown-type: type `strng` does not exist (did you mean `string`?)",
    ],
  ],
  [
    interfaceWith("f: func(a: point);\n}\ninterface j { record point { x: u8 }"),
    [
      "3:12 unknown-type: type `point` does not exist (interface `a:b/j@1.0.0` has it: add `use a:b/j@1.0.0.{point};`)",
    ],
  ],
  [
    interfaceWith("type t = u;\ntype u = list<t>;\nf: func() -> t;"),
    [
      "3:10 type-cycle: type `u` depends on itself (`u` → `t` → `u`) (a type cannot contain itself, not even in a list: use a resource, or indices)",
    ],
  ],
  [
    interfaceWith("f: func();\nf: func() -> f;\ntype f = u8;"),
    [
      "3:1 duplicate-name: name `f` is defined more than once (first defined here)",
      "4:1 duplicate-name: name `f` is defined more than once (first defined here)",
    ],
  ],
  [
    interfaceWith("f: func();\ng: func() -> f;"),
    ["4:14 function-as-type: cannot use function `f` as a type (the function is defined here)"],
  ],
  [
    interfaceWith(
      "use j.{t, f, tt as x};\ng: func(a: x, b: f);\n}\ninterface j { type t = u8; f: func();",
    ),
    [
      "3:11 use-of-function: cannot import function `f` (`use` brings in types only)",
      "3:14 unknown-member: name `tt` does not exist in interface `j` (there is: `t`)",
    ],
  ],

  // Resources, handles and functions.
  [
    interfaceWith("type t = u8;\nf: func(a: borrow<t>) -> own<t>;"),
    [
      "4:19 handle-of-no-resource: type `t` used in a handle must be a resource (`t` is defined here) (to pass a value of it write `t` without `own` or `borrow`)",
      "4:30 handle-of-no-resource: type `t` used in a handle must be a resource (`t` is defined here) (to pass a value of it write `t` without `own` or `borrow`)",
    ],
  ],
  [
    interfaceWith("resource r;\nf: func() -> option<borrow<r>>;"),
    [
      "4:1 borrow-in-result: function `f` returns a type which contains a `borrow<T>` which is not supported (a borrow ends with the call: return the resource itself)",
    ],
  ],
  [
    interfaceWith(
      "resource r { constructor(); constructor(); m: func(); m: static func(); n: func(self: u8); }",
    ),
    [
      "3:29 duplicate-constructor: duplicate constructors (first defined here)",
      "3:55 duplicate-name: duplicate function name `m` (first defined here)",
      "3:81 duplicate-param: param `self` is defined more than once (every method has a first parameter `self` that is not written)",
    ],
  ],
  [
    interfaceWith("resource q { constructor() -> q; }\nresource r { constructor() -> result<q>; }"),
    [
      "3:31 constructor-result: if a constructor return type is declared it must be a `result` (leave the result out, or write `result<r>` or `result<r, e>`)",
      "4:38 constructor-result: the `ok` type must be the resource being constructed",
    ],
  ],
  [
    interfaceWith("type m = map<f32, u8>;\ntype s = string;\ntype n = map<s, u8>;"),
    [
      "3:10 invalid-map-key: invalid map key type: map keys must be bool, u8, u16, u32, u64, s8, s16, s32, s64, char, or string (this is none of them; an alias of one is not allowed either)",
      "5:10 invalid-map-key: invalid map key type: map keys must be bool, u8, u16, u32, u64, s8, s16, s32, s64, char, or string (this is none of them; an alias of one is not allowed either)",
    ],
  ],
  [
    interfaceWith("enum e {}\nvariant v {}\nrecord r {}"),
    [
      "3:6 empty-type: empty enum (no value of `e` could exist: give it at least one case)",
      "4:9 empty-type: empty variant (no value of `v` could exist: give it at least one case)",
    ],
  ],

  // Worlds.
  [
    worldWith("import i;\nimport i;\nexport f: func();\nexport f: interface {}\n}\ninterface i {"),
    [
      "4:8 duplicate-world-item: interface cannot be imported more than once (first defined here)",
      "6:8 duplicate-world-item: export `f` conflicts with prior func of same name (first defined here)",
    ],
  ],
  [
    worldWith("import get: func();\nimport GET: func();"),
    [
      "4:8 case-clash: import `GET` in world `w` conflicts with import `get`: names that differ only in case are the same (first defined here)",
    ],
  ],
  [
    "package a:b;\ninterface a { type t = u8; }\ninterface b { use a.{t}; }\ninterface c { use a.{t}; use b.{t as u}; }\nworld w { export a; export c; }",
    [
      "5:7 incompatible-export: interface `a:b/c` transitively depends on an interface in incompatible ways (`a:b/c` uses `a:b/b` uses `a:b/a`, which is exported; but for `a:b/b`, not exported, it would have to be imported) (export `a:b/b` as well)",
    ],
  ],
  [
    worldWith("include v with { fo as g }\n}\nworld v { import foo: func();"),
    [
      "3:9 unknown-include-name: the included world has no import or export with the plain name `fo` (it is renamed here) (there is: `foo`) (interfaces that go by their own name cannot be renamed)",
    ],
  ],
  [
    worldWith("include v;\nimport f: func();\n}\nworld v { import f: func();"),
    [
      "3:9 include-clash: import of `f` shadows previously imported items (the world has this already) (give it another name: `include … with { f as … }`)",
    ],
  ],

  // Gates.
  [
    "package a:b;\n@since(version = 1.0.0) @since(version = 2.0.0) @unstable(feature = x)\ninterface i {\n@deprecated(version = 1.0.0)\nf: func();\n}",
    [
      "2:2 conflicting-attributes: cannot specify both `@since` and `@unstable` (an item is either stable or not yet: remove one)",
      "2:26 duplicate-attribute: cannot specify `@since` twice (the first one is here)",
      "4:2 lone-deprecated: cannot specify `@deprecated` without `@since` or `@unstable` (say since which version the item exists: `@since(version = …)`)",
    ],
  ],
  [
    "package a:b;\n@since(version = 1.0.0)\ninterface i {\n@since(version = 1.0.0)\nf: func();\n}",
    [
      "3:11 gate-without-version: package `a:b` has a feature gate with a version, so it must have a version itself (give it one, for example `package a:b@1.0.0;`)",
    ],
  ],
  [
    interfaceWith("@since(version = 1.0.1)\nf: func();\n@since(version = 1.0.0)\ng: func();"),
    [
      "4:1 unreleased-version: feature gate cannot reference version 1.0.1: package `a:b@1.0.0` is only at version 1.0.0 (raise the package's version, or use `@unstable(feature = …)` until then)",
    ],
  ],
  [
    interfaceWith("@since(version = 1.0.1)\nrecord r {\na: option<list<u8>>,\n}"),
    [
      "4:8 unreleased-version: feature gate cannot reference version 1.0.1: package `a:b@1.0.0` is only at version 1.0.0 (raise the package's version, or use `@unstable(feature = …)` until then)",
    ],
  ],
  [
    interfaceWith("@since(version = 1.0.1)\nf: func(x: option<u8>);"),
    [
      "4:1 unreleased-version: feature gate cannot reference version 1.0.1: package `a:b@1.0.0` is only at version 1.0.0 (raise the package's version, or use `@unstable(feature = …)` until then)",
    ],
  ],
  [
    interfaceWith("@unstable(feature = x)\ntype t = u8;\ntype u = t;\nf: func() -> t;"),
    [
      "5:6 hidden-by-gate: this refers to the type `t`, which is excluded because its feature `x` is not active (the item that the gate stands on is here) (activate the feature (`--features x`), or put `@unstable(feature = x)` before this too)",
    ],
  ],
  [
    worldWith("@unstable(feature = x)\ntype t = u8;"),
    [
      "4:6 hidden-by-gate: type `t` of a world cannot be left out, but its feature `x` is not active (activate it (`--features x`), or move the type to an interface)",
    ],
  ],
  [
    "package a:b;\n@unstable(feature = x)\ninterface i {\ntype t = u8;\ntype u = u8;\n}",
    [
      "4:6 hidden-by-gate: type `t` has no gate but belongs to the interface `i`, which is excluded because its feature `x` is not active (the item that the gate stands on is here) (activate the feature (`--features x`), or put `@unstable(feature = x)` before this too)",
    ],
  ],

  // Other packages.
  [
    interfaceWith("use wasi:io/streams@0.2.0.{s};\nuse wasi:io/poll@0.2.0.{p};\nuse c:d/e.{f};"),
    [
      "3:5 missing-package: package `wasi:io@0.2.0` not found (package `c:d`, which `a:b@1.0.0` needs, is missing too) (put what is missing into `deps/` beside the package's files: `wkg wit fetch` and `wit-deps` download it)",
    ],
  ],
  [
    interfaceWith("use c:d/e@1.0.0.{t};\n}\npackage c:d@1.0.1 { interface e { type t = u8; }"),
    [
      "3:5 missing-package: package `c:d@1.0.0` not found (versions must be equal; there is `c:d@1.0.1`) (put what is missing into `deps/` beside the package's files: `wkg wit fetch` and `wit-deps` download it)",
    ],
  ],
  [
    interfaceWith(
      "use c:d/e.{t, f, u};\nuse c:d/ee.{};\nuse c:d/w.{};\n}\npackage c:d { interface e { type t = u8; f: func(); } world w {}",
    ),
    [
      "3:15 unknown-member: type `f` is not defined in interface `e` (`f` is a function: `use` brings in types only)",
      "3:18 unknown-member: type `u` is not defined in interface `e` (there is: `t`)",
      "4:9 unknown-foreign-item: interface `ee` not found in package `c:d` (there is: `e`)",
      "5:9 unknown-foreign-item: interface `w` not found in package `c:d` (the package has a world of that name)",
    ],
  ],
  [
    interfaceWith(
      "use c:d/e.{t};\ntype h = borrow<t>;\n}\npackage c:d { interface e { type t = u8; }",
    ),
    [
      "4:17 handle-of-no-resource: type `t` used in a handle must be a resource (it is defined here)",
    ],
  ],
  [
    "package a:b;\nworld w { import c:d/i; }\npackage c:d { @unstable(feature = x) interface i {} }",
    [
      "2:22 unknown-foreign-item: interface `i` not found in package `c:d` because its feature `x` is not active (the item that the gate stands on is here) (activate the feature (`--features x`), or put `@unstable(feature = x)` before this too)",
    ],
  ],
  [
    interfaceWith("use a:b/j@1.0.0.{t};\n}\ninterface j { type t = u8;"),
    [
      "3:5 package-cycle: package `a:b@1.0.0` creates a dependency cycle (inside its own package an interface is named without the package: `j`)",
    ],
  ],
  [
    "package a:b;\npackage c:d { interface i { use e:f/j.{t}; } }\npackage e:f { interface j { use c:d/i.{t}; } }\nworld w { import c:d/i; import g:h/k; }",
    [
      "3:33 package-cycle: package `c:d` creates a dependency cycle (`c:d` → `e:f` → `c:d`)",
      "4:32 missing-package: package `g:h` not found (there is: `e:f`, `c:d`) (put what is missing into `deps/` beside the package's files: `wkg wit fetch` and `wit-deps` download it)",
    ],
  ],
  [
    "package a:b;\npackage c:d {}\npackage c:d { interface i {} }\nworld w { import c:d/i; }",
    [
      "3:9 duplicate-package: package `c:d` is defined in two different locations (first defined here)",
    ],
  ],
];

describe("rejected packages", () => {
  it.each(rejected.map(([given, want]) => ({ given, want, name: want[0] })))(
    "$name",
    async ({ given, want }) => {
      const { graph, diagnostics } = await loadWitText(given);
      expect(problemLines(diagnostics)).toEqual(want);
      expect(graph).toBeUndefined();
    },
  );

  it("reports nothing that a syntax error may have caused", async () => {
    const { diagnostics } = await loadWitText(
      "package a:b; interface i { type t = ; f: func() -> t; } interface j { use i.{t}; } world w { import k; }",
    );
    expect(diagnostics.map(({ code }) => code)).toEqual(["unexpected-token"]);
  });

  it("reports nothing of a package that another one broke", async () => {
    const { diagnostics } = await loadWitFiles({
      "main.wit": "package a:b; world w { import c:d/i; import e:f/j; use c:d/i.{t}; }",
      "deps/cd.wit": "package c:d; interface i { type t = nothing; }",
      "deps/ef/j.wit": "package e:f; interface j { use c:d/i.{t}; use c:d/none.{t as u}; }",
    });
    expect(diagnostics.map(({ file, code }) => `${file ?? ""} ${code}`)).toEqual([
      "deps/cd.wit unknown-type",
    ]);
  });

  it("stops listing after a hundred errors", async () => {
    const functions = Array.from({ length: 150 }, (_, index) => `g${index}: func(a: t${index});`);
    const { diagnostics } = await loadWitText(interfaceWith(functions.join("\n")));
    expect(diagnostics).toHaveLength(101);
    expect(diagnostics.at(-1)?.message).toBe("there are 50 more errors");
  });
});

describe("warnings", () => {
  it("accepts a use that hides a definition, as the reference does", async () => {
    const { graph, diagnostics } = await loadWitText(
      interfaceWith("type t = u8;\nuse j.{t};\n}\ninterface j { type t = u16;"),
    );
    expect(graph).toBeDefined();
    expect(problemLines(diagnostics)).toEqual([
      "4:8 hidden-definition: `use` of `t` replaces the definition of that name (this definition is ignored) (give one of them another name: `use ….{… as …};`)",
    ]);
  });
});
