import { invariant } from "../assert.js";
import {
  bracketed,
  group,
  hardline,
  ifBreak,
  indent,
  indentAfter,
  join,
  line,
  softline,
  type Doc,
} from "./doc.js";

/** A type as a document, and what decides how prettier puts it into its surroundings. */
interface TypeDoc {
  readonly shape: "simple" | "object" | "union" | "other";
  /** For a union: without the indentation that most surroundings give it. */
  readonly doc: Doc;
}

/** Lays out a type that stands after `:`; `text` is in the form that prettier prints on one line. */
export function typeDoc(text: string): Doc {
  return annotated(parse(text));
}

/** Lays out `start = type`; a type without a place for a line break goes to a line of its own. */
export function aliasDoc(start: string, text: string): Doc {
  const type = parse(text);
  if (type.shape === "union") {
    return [start, " = ", annotated(type)];
  }
  const gap = group(indent(line));
  return [start, " =", gap, indentAfter(gap, type.doc)];
}

/** A parameter of a signature; an empty `type` is none. */
export interface ParameterText {
  readonly name: string;
  readonly type: string;
  /** ` = …`, as it is. */
  readonly value?: string;
}

/** Lays out `start(name: type, …): result`. */
export function signatureDoc(
  start: string,
  parameters: readonly ParameterText[],
  result: string,
): Doc {
  const params = parameters.map(({ name, type, value = "" }) => ({
    start: type === "" ? name : `${name}: `,
    type: type === "" ? undefined : parse(type),
    end: value,
  }));
  if (result === "") {
    return signature(start, params, ": ", undefined);
  }
  return signature(start, params, ": ", parse(result));
}

function parse(text: string): TypeDoc {
  const parser = new TypeParser(text);
  const parsed = parser.parseType();
  parser.expectEnd();
  return parsed;
}

function annotated(parsed: TypeDoc): Doc {
  return parsed.shape === "union" ? group(indent([softline, parsed.doc])) : parsed.doc;
}

interface ParameterDoc {
  readonly start: string;
  readonly type: TypeDoc | undefined;
  readonly end: string;
}

/** An only parameter of object type keeps its braces beside the parentheses; a result of object type is broken last. */
function signature(
  start: string,
  params: readonly ParameterDoc[],
  arrow: string,
  result: TypeDoc | undefined,
): Doc {
  const docs = params.map(({ start: name, type, end }): Doc =>
    type === undefined ? name + end : [name, annotated(type), end],
  );
  const [only] = params;
  const isOnly = params.length === 1 && only !== undefined;
  const isHugged = isOnly && only.type?.shape === "object" && !only.start.startsWith("...");
  const list = isHugged ? ["(", ...docs, ")"] : parameterList(docs);
  const isLast = isOnly && result?.shape === "object";
  const resultDoc: Doc = result === undefined ? "" : group([arrow, annotated(result)]);
  return group([start, isLast ? group(list) : list, resultDoc]);
}

/** Parameters in parentheses, without a group: they break when the signature around them does. */
function parameterList(params: readonly Doc[]): Doc {
  if (params.length === 0) {
    return "()";
  }
  const isRest = params.length > 0 && startsWithDots(params[params.length - 1]);
  return [
    "(",
    indent([softline, join([",", line], params)]),
    isRest ? "" : ifBreak(","),
    softline,
    ")",
  ];
}

function startsWithDots(param: Doc | undefined): boolean {
  const start = Array.isArray(param) ? (param[0] as Doc) : param;
  return typeof start === "string" && start.startsWith("...");
}

const TOKEN =
  /\s*(\/\*\*(?:[^*]|\*(?!\/))*\*\/|=>|\.\.\.|"(?:[^"\\]|\\.)*"|[A-Za-z_$][\w$]*|\d+|[^\s\w])/y;

/** A parser for the types that the emitter writes: a small part of TypeScript's. Its state is its place in the text. */
class TypeParser {
  readonly #tokens: readonly string[];
  #next = 0;

  constructor(text: string) {
    const tokens: string[] = [];
    TOKEN.lastIndex = 0;
    for (let match = TOKEN.exec(text); match !== null; match = TOKEN.exec(text)) {
      tokens.push(match[1] ?? "");
    }
    this.#tokens = tokens;
  }

  parseType(): TypeDoc {
    const parts: { readonly comment: string | undefined; readonly type: TypeDoc }[] = [];
    do {
      const comment = this.#isComment() ? this.#take() : undefined;
      this.#accept("|");
      parts.push({ comment, type: this.#parseOperand() });
    } while (this.#peek() === "|" || this.#isComment());
    const [only] = parts;
    if (parts.length === 1 && only !== undefined) {
      if (only.comment === undefined) {
        return only.type;
      }
      return {
        shape: "other",
        doc: indent([hardline, commentDoc(only.comment), hardline, only.type.doc]),
      };
    }
    if (
      only?.comment !== undefined &&
      parts.every(({ comment }, index) => comment === undefined || index === 0)
    ) {
      // Prettier takes a first comment that is the only one for that of the whole union.
      const bare = parts.map(({ type }, index): Doc => [
        index === 0 ? ifBreak("| ") : [line, "| "],
        indent(type.doc),
      ]);
      return {
        shape: "other",
        doc: indent([hardline, commentDoc(only.comment), hardline, group(bare)]),
      };
    }
    const docs = parts.map(({ comment, type }, index): Doc => {
      const bar = index === 0 ? ifBreak("| ") : [line, "| "];
      return comment === undefined
        ? [bar, indent(type.doc)]
        : [index === 0 ? "" : line, commentDoc(comment), hardline, "| ", indent(type.doc)];
    });
    return { shape: "union", doc: group(docs) };
  }

  expectEnd(): void {
    invariant(this.#next === this.#tokens.length, `type text goes on: ${this.#tokens.join(" ")}`);
  }

  #parseOperand(): TypeDoc {
    for (const operator of ["readonly", "typeof", "keyof"]) {
      if (this.#peek() === operator) {
        this.#take();
        return { shape: "other", doc: [operator, " ", this.#parseOperand().doc] };
      }
    }
    let type = this.#parsePrimary();
    while (this.#peek() === "[") {
      this.#take();
      if (this.#accept("]")) {
        type = { shape: "other", doc: [type.doc, "[]"] };
      } else {
        const index = this.parseType();
        this.#expect("]");
        type = { shape: "other", doc: [type.doc, "[", index.doc, "]"] };
      }
    }
    return type;
  }

  #parsePrimary(): TypeDoc {
    const token = this.#peek();
    if (token === "(") {
      return this.#isFunction() ? this.#parseFunction("") : this.#parseParenthesised();
    }
    if (token === "new") {
      this.#take();
      return this.#parseFunction("new ");
    }
    if (token === "{") {
      return this.#parseObject();
    }
    if (token === "[") {
      this.#take();
      return { shape: "other", doc: bracketed("[", this.#parseList("]"), "]") };
    }
    if (token.startsWith('"') || /^\d/.test(token)) {
      return { shape: "simple", doc: this.#take() };
    }
    return this.#parseReference();
  }

  #parseParenthesised(): TypeDoc {
    this.#expect("(");
    const inner = this.parseType();
    this.#expect(")");
    return {
      shape: "other",
      doc:
        inner.shape === "union"
          ? group(["(", indent([softline, inner.doc]), softline, ")"])
          : ["(", inner.doc, ")"],
    };
  }

  #parseReference(): TypeDoc {
    let name = this.#take();
    invariant(/^[\w$]+$/.test(name), `a type cannot start with ${name}`);
    while (this.#accept(".")) {
      name += `.${this.#take()}`;
    }
    if (this.#accept("is")) {
      return { shape: "other", doc: [name, " is ", this.parseType().doc] };
    }
    if (!this.#accept("<")) {
      return { shape: "simple", doc: name };
    }
    const args: TypeDoc[] = [];
    do {
      args.push(this.parseType());
    } while (this.#accept(","));
    this.#expect(">");
    const [only] = args;
    if (
      args.length === 1 &&
      only !== undefined &&
      (only.shape === "simple" || only.shape === "object")
    ) {
      return { shape: "other", doc: [name, "<", only.doc, ">"] };
    }
    const items = join(
      [",", line],
      args.map((arg) => arg.doc),
    );
    return { shape: "other", doc: [name, group(["<", indent([softline, items]), softline, ">"])] };
  }

  #parseObject(): TypeDoc {
    this.#expect("{");
    const members: Doc[] = [];
    while (this.#peek() !== "}") {
      let key = this.#take();
      if (key === "readonly" && this.#peek() !== ":" && this.#peek() !== "?") {
        key = `readonly ${this.#take()}`;
      }
      const mark = this.#accept("?") ? "?: " : ": ";
      this.#expect(":");
      members.push([key, mark, annotated(this.parseType())]);
      if (!this.#accept(";")) {
        break;
      }
    }
    this.#expect("}");
    if (members.length === 0) {
      return { shape: "object", doc: "{}" };
    }
    const contents = [indent([line, join([";", line], members)]), ifBreak(";"), line];
    return { shape: "object", doc: group(["{", ...contents, "}"]) };
  }

  #parseFunction(prefix: string): TypeDoc {
    this.#expect("(");
    const params: ParameterDoc[] = [];
    while (this.#peek() !== ")") {
      const rest = this.#accept("...") ? "..." : "";
      const name = this.#take();
      const mark = this.#accept("?") ? "?: " : ": ";
      this.#expect(":");
      params.push({ start: `${rest}${name}${mark}`, type: this.parseType(), end: "" });
      if (!this.#accept(",")) {
        break;
      }
    }
    this.#expect(")");
    this.#expect("=>");
    return { shape: "other", doc: signature(prefix, params, " => ", this.parseType()) };
  }

  /** Types up to `close`, which is taken too. A union among several stands in parentheses when it breaks. */
  #parseList(close: string): Doc[] {
    const items: TypeDoc[] = [];
    while (!this.#accept(close)) {
      items.push(this.parseType());
      this.#accept(",");
    }
    return items.map(({ shape, doc }): Doc =>
      shape === "union" && items.length > 1
        ? group([indent([ifBreak(["(", softline]), doc]), softline, ifBreak(")")])
        : doc,
    );
  }

  /** At `(`: whether a function type starts, and not a type in parentheses. */
  #isFunction(): boolean {
    let depth = 0;
    for (let index = this.#next; index < this.#tokens.length; index++) {
      const token = this.#tokens[index];
      if (token === "(") {
        depth++;
      } else if (token === ")") {
        depth--;
        if (depth === 0) {
          return this.#tokens[index + 1] === "=>";
        }
      }
    }
    return false;
  }

  #isComment(): boolean {
    return this.#peek().startsWith("/**");
  }

  #peek(): string {
    return this.#tokens[this.#next] ?? "";
  }

  #take(): string {
    const token = this.#tokens[this.#next] ?? "";
    this.#next++;
    return token;
  }

  #accept(token: string): boolean {
    if (this.#tokens[this.#next] !== token) {
      return false;
    }
    this.#next++;
    return true;
  }

  #expect(token: string): void {
    invariant(this.#accept(token), `${token} must follow, not ${this.#peek()}`);
  }
}

function commentDoc(comment: string): Doc {
  return join(
    hardline,
    comment.split("\n").map((text, index) => (index === 0 ? text.trim() : ` ${text.trim()}`)),
  );
}
