import { describe, expect, it } from "vitest";
import { decodeComponent } from "../../../src/component/decode.js";
import { validateComponent } from "../../../src/component/validate/validate.js";
import {
  ComponentBuilder,
  bumpRealloc,
  coreModule,
  define,
  i32,
  op,
  options,
  types,
  type Bytes,
} from "../assembler.js";
import { details, future, stream } from "../task-canons.js";

/** The rules for canonical definitions and their options; each case breaks one of them only. */

const async = [0x06];
const callback = (index: number): number[] => [0x07, index];
/** `[0x43, …]`: `define.function` of an async function type. */
const asyncFunction = (...parts: Parameters<typeof define.function>): Bytes => [
  0x43,
  ...define.function(...parts).slice(1),
];

/** What a core instance has for the cases: a memory, functions by their types, a table, and a shared memory. */
interface Core {
  readonly memory: number;
  readonly realloc: number;
  /** `() -> ()` */
  readonly plain: number;
  /** `() -> i32` */
  readonly give: number;
  /** `(i32) -> ()` */
  readonly take: number;
  /** `(i32, i32) -> ()` */
  readonly takeTwo: number;
  /** `(i32, i32, i32) -> i32` */
  readonly callback: number;
  /** Of functions, and of references to hosts' objects. */
  readonly table: number;
  readonly externTable: number;
  readonly sharedMemory: number;
}

function core(component: ComponentBuilder): Core {
  const function_ = (name: string, params: number, result: boolean) => ({
    ...{ export: name, params: new Array<number>(params).fill(i32), body: op.unreachable },
    results: result ? [i32] : [],
  });
  const main = component.coreInstance(
    component.coreModule(
      coreModule({
        memory: 1,
        globals: [1024],
        functions: [
          bumpRealloc(0),
          function_("plain", 0, false),
          function_("give", 0, true),
          function_("take", 1, false),
          function_("takeTwo", 2, false),
          function_("callback", 3, true),
        ],
      }),
    ),
  );
  const others = component.coreInstance(
    component.coreModule([
      ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
      ...[4, 7, 2, 0x70, 0, 1, 0x6f, 0, 1],
      ...[5, 4, 1, 3, 1, 1],
      ...[7, 13, 3, 1, 0x66, 1, 0, 1, 0x65, 1, 1, 1, 0x73, 2, 0],
    ]),
  );
  const alias = (name: string): number => component.coreAlias("func", main, name);
  return {
    memory: component.coreAlias("memory", main, "memory"),
    realloc: alias("realloc"),
    plain: alias("plain"),
    give: alias("give"),
    take: alias("take"),
    takeTwo: alias("takeTwo"),
    callback: alias("callback"),
    table: component.coreAlias("table", others, "f"),
    externTable: component.coreAlias("table", others, "e"),
    sharedMemory: component.coreAlias("memory", others, "s"),
  };
}

type Build = (component: ComponentBuilder, core: Core) => void;

const nothing = define.function([]);
const text = define.function([["s", types.string]]);
const textResult = define.function([], types.string);
const wide = define.tuple(new Array<Bytes>(17).fill(types.u8));

const lift =
  (type: Bytes, from: keyof Core, ...opts: readonly ((core: Core) => Bytes)[]): Build =>
  (component, given) => {
    component.lift(given[from], component.type(type), ...opts.map((opt) => opt(given)));
  };

/** Lowers an imported function. */
const lower =
  (type: Bytes, ...opts: readonly ((core: Core) => Bytes)[]): Build =>
  (component, given) => {
    const imported = component.import("f", "func", component.type(type));
    component.lower(imported, ...opts.map((opt) => opt(given)));
  };

const memory = ({ memory: index }: Core): Bytes => options.memory(index);
const realloc = ({ realloc: index }: Core): Bytes => options.realloc(index);
const is = (option: Bytes) => () => option;

const builtin =
  (name: string, type: Bytes, places: (core: Core) => Partial<Core> = () => ({})): Build =>
  (component, given) => {
    const subject = component.type(type);
    component.canon(...details(name).canon({ ...given, ...places(given) }, subject));
  };
const canon =
  (...bytes: Bytes): Build =>
  (component) => {
    component.canon(...bytes);
  };
/** A built-in of `type`, the first one of the component. */
const canonOf =
  (type: Bytes, ...bytes: Bytes): Build =>
  (component) => {
    component.type(type);
    component.canon(...bytes);
  };
const both =
  (...builds: readonly Build[]): Build =>
  (component, given) => {
    for (const build of builds) {
      build(component, given);
    }
  };

const start =
  (type: Bytes, table: "table" | "externTable"): Build =>
  (component, given) => {
    component.canon(0x27, component.coreType(type), given[table]);
  };

const valid: readonly (readonly [what: string, build: Build])[] = [
  ["a string, lifted", lift(text, "takeTwo", memory, realloc)],
  ["a string as result, lifted", lift(textResult, "give", memory)],
  ["a string, lowered", lower(text, memory)],
  ["a string as result, lowered", lower(textResult, memory, realloc)],
  [
    "an async callback",
    lift(asyncFunction([]), "give", is(async), ({ callback: c }) => callback(c)),
  ],
  ["an async lift without callback", lift(asyncFunction([]), "plain", is(async))],
  ["an async lower", lower(asyncFunction([], types.u8), is(async), memory)],
  ["post-return", lift(textResult, "give", memory, ({ take }) => options.postReturn(take))],
  ["task.return", canon(0x09, 1, 0, 1, ...options.utf16)],
  ["a stream of strings, read", builtin("stream.read", stream(types.u8))],
  ["a future of nothing, read", canonOf(future(), 0x16, 0, 1, ...async)],
  ["thread.new-indirect", start([0x60, 1, i32, 0], "table")],
  ["both slots of one type", both(canon(0x0a, 0x7f, 0), canon(0x0b, 0x7f, 1))],
];

const invalid: readonly (readonly [rule: string, build: Build, message: string])[] = [
  [
    "options",
    lift(text, "takeTwo", memory, memory, realloc),
    "`memory` is specified more than once",
  ],
  [
    "options",
    lift(text, "takeTwo", memory, realloc, realloc),
    "`realloc` is specified more than once",
  ],
  [
    "options",
    lift(nothing, "plain", is(options.utf8), is(options.utf8)),
    "conflicts with option `utf8`",
  ],
  [
    "options",
    lift(asyncFunction([]), "plain", is(async), is(async)),
    "`async` is specified more than once",
  ],
  ["memory", lift(text, "takeTwo", is(options.memory(9)), realloc), "unknown memory 9"],
  [
    "memory",
    lower(text, ({ sharedMemory }) => options.memory(sharedMemory)),
    "mismatch in the shared flag for memories",
  ],
  ["realloc", lower(textResult, realloc), "`realloc` requires `memory`"],
  [
    "realloc",
    lower(textResult, memory, ({ callback: c }) => options.realloc(c)),
    "`realloc` uses a core function with an incorrect signature",
  ],
  [
    "post-return",
    lower(text, memory, ({ take }) => options.postReturn(take)),
    "`post-return` cannot be",
  ],
  [
    "post-return",
    lift(textResult, "give", memory, ({ plain }) => options.postReturn(plain)),
    "`post-return` uses a core function with an incorrect signature",
  ],
  [
    "post-return",
    lift(asyncFunction([]), "plain", is(async), ({ plain }) => options.postReturn(plain)),
    "cannot specify post-return function in async",
  ],
  [
    "async",
    lift(nothing, "plain", is(async)),
    "`async` canonical option requires an async function",
  ],
  ["async", lower(nothing, is(async)), "`async` canonical option requires an async function"],
  [
    "callback",
    lift(asyncFunction([]), "plain", ({ callback: c }) => callback(c)),
    "cannot specify callback without async",
  ],
  [
    "callback",
    lift(asyncFunction([]), "give", is(async), ({ give }) => callback(give)),
    "`callback` uses a core function with an incorrect signature",
  ],
  [
    "callback",
    lower(asyncFunction([]), is(async), ({ callback: c }) => callback(c)),
    "`callback` cannot be specified for lowerings",
  ],
  ["core functions", lift(nothing, "take"), "do not match parameter types `[I32]`"],
  ["core functions", lift(nothing, "give"), "do not match result types `[I32]`"],
  [
    "core functions",
    lift(asyncFunction([], types.u8), "plain", is(async), ({ callback: c }) => callback(c)),
    "do not match result types `[]`",
  ],
  ["strings and lists", lift(text, "takeTwo", memory), "`realloc` is required"],
  ["strings and lists", lift(textResult, "give"), "`memory` is required"],
  ["strings and lists", lower(text), "`memory` is required"],
  ["strings and lists", lower(textResult, memory), "`realloc` is required"],
  [
    "many values",
    (component, given) => {
      const many = component.type(wide);
      component.lift(given.take, component.type(define.function([["t", [many]]])), memory(given));
    },
    "`realloc` is required",
  ],
  [
    "many values",
    (component) => {
      const many = component.type(wide);
      component.lower(
        component.import("f", "func", component.type(define.function([["t", [many]]]))),
      );
    },
    "`memory` is required",
  ],
  ["many values", lower(asyncFunction([], types.u8), is(async)), "`memory` is required"],
  [
    "resources",
    (component) => {
      component.canon(2, component.importResource("r"));
    },
    "is not a local resource",
  ],
  [
    "resources",
    (component) => {
      component.canon(4, component.importResource("r"));
    },
    "is not a local resource",
  ],
  ["resources", canonOf(define.list(types.u8), 3, 0), "is not a resource type"],
  ["context", canon(0x0a, 0x7f, 2), "immediate must be zero or one: 2"],
  ["context", canon(0x0b, 0x7d, 0), "only supports `i32` or `i64`"],
  ["context", both(canon(0x0a, 0x7f, 0), canon(0x0b, 0x7e, 1)), "must match previous context type"],
  ["task.return", canon(0x09, 1, 0, 1, ...async), "cannot specify `async` option on `task.return`"],
  [
    "task.return",
    (component, given) => {
      component.canon(0x09, 1, 0, 2, ...memory(given), ...realloc(given));
    },
    "cannot specify `realloc` option on `task.return`",
  ],
  ["streams and futures", canonOf(stream(types.u8), 0x0f, 0, 1, ...async), "`memory` is required"],
  ["streams and futures", builtin("stream.read", stream(types.string)), "`realloc` is required"],
  ["streams and futures", builtin("stream.read", future(types.u8)), "requires a stream type"],
  ["streams and futures", builtin("future.write", stream(types.u8)), "requires a future type"],
  ["immediates", canonOf(stream(), 0x11, 0, 2), "invalid boolean value"],
  ["thread.new-indirect", start([0x60, 0, 0], "table"), "must take a single `i32` argument"],
  ["thread.new-indirect", start([0x60, 1, i32, 1, i32], "table"), "must not return any values"],
  [
    "thread.new-indirect",
    start([0x60, 1, i32, 0], "externTable"),
    "table is not a 32-bit table of",
  ],
  [
    "borrows",
    (component) => {
      const borrow = component.type(define.borrow(component.importResource("r")));
      component.type(define.function([], [borrow]));
    },
    "result cannot contain a `borrow` type",
  ],
  [
    "borrows",
    (component) => {
      component.type(stream([component.type(define.borrow(component.importResource("r")))]));
    },
    "contain a `borrow` type",
  ],
  [
    "characters",
    (component) => {
      component.type(stream(types.char));
    },
    "`stream<char>` is not valid",
  ],
  [
    "keys of maps",
    (component) => {
      component.type([0x63, ...types.f32, ...types.u8]);
    },
    "map key must be",
  ],
  [
    "destructors",
    (component, given) => {
      component.type(define.resource(given.takeTwo));
    },
    "wrong signature for a destructor",
  ],
];

describe("canonical definitions", () => {
  const validate = (build: Build): void => {
    const component = new ComponentBuilder();
    build(component, core(component));
    validateComponent(decodeComponent(component.bytes()));
  };

  it.each(valid)("may be %s", (_, build) => {
    expect(() => {
      validate(build);
    }).not.toThrow();
  });

  it.each(invalid)("must keep the rules of %s: %#", (_, build, message) => {
    expect(() => {
      validate(build);
    }).toThrow(message);
  });
});
