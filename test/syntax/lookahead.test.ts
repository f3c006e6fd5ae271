import {
  createToken,
  EmbeddedActionsParser,
  Lexer,
  LLkLookaheadStrategy,
  type ILookaheadStrategy,
} from "chevrotain";
import { expect, it } from "vitest";
import { nextTokenLookahead } from "../../src/syntax/lookahead.js";

const Letter = createToken({ name: "Letter", pattern: Lexer.NA });
const A = createToken({ name: "A", pattern: "a", categories: Letter });
const B = createToken({ name: "B", pattern: "b", categories: Letter });
const C = createToken({ name: "C", pattern: "c" });
const D = createToken({ name: "D", pattern: "d" });
const tokens = [A, B, C, D, Letter];

/** Choices behind other rules, behind what may be absent, and by the category of a token. */
class Choices extends EmbeddedActionsParser {
  readonly text = this.RULE("text", (): string => {
    let text = "";
    this.MANY(() => {
      text += this.SUBRULE(this.item);
    });
    text += this.OPTION(() => this.CONSUME(D).image) ?? "";
    return text;
  });

  private readonly item = this.RULE("item", (): string =>
    this.OR([
      { ALT: () => `[${this.SUBRULE(this.letters)}]` },
      { ALT: () => `<${this.CONSUME(C).image}>` },
    ]),
  );

  private readonly letters = this.RULE("letters", (): string => {
    const first = this.CONSUME(Letter).image;
    return first + (this.OPTION(() => this.SUBRULE(this.second)) ?? "");
  });

  private readonly second = this.RULE("second", (): string => {
    const before = this.OPTION(() => this.CONSUME(B).image) ?? "";
    return before + this.CONSUME(C).image;
  });

  constructor(lookaheadStrategy: ILookaheadStrategy) {
    super(tokens, { lookaheadStrategy });
    this.performSelfAnalysis();
  }
}

it("chooses as chevrotain does with one token", () => {
  const lexer = new Lexer(tokens, { positionTracking: "onlyOffset" });
  const own = new Choices(nextTokenLookahead());
  const theirs = new Choices(new LLkLookaheadStrategy({ maxLookahead: 1 }));
  for (const text of texts(5)) {
    const [left, right] = [own, theirs].map((parser) => {
      parser.input = lexer.tokenize(text).tokens;
      return { text: parser.text(), errors: parser.errors.map(({ message }) => message) };
    });
    expect(left, text).toEqual(right);
  }
});

/** All texts of up to so many letters. */
function texts(length: number): string[] {
  return length === 0
    ? [""]
    : texts(length - 1).flatMap((text) => [
        text,
        ...["a", "b", "c", "d"].map((each) => text + each),
      ]);
}
