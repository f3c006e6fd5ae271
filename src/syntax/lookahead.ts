import {
  Alternation,
  type ILookaheadStrategy,
  type IProduction,
  type IToken,
  LLkLookaheadStrategy,
  NonTerminal,
  Option,
  Repetition,
  type Rule,
  Terminal,
  type TokenType,
} from "chevrotain";
import { invariant } from "../assert.js";

interface Parser {
  LA(howMuch: number): IToken;
}

/**
 * How the parser chooses: by the next token alone, as the grammar of WIT allows. Chevrotain's own strategy, which
 * validates, comes to the same, but the way there is for grammars that need more tokens and takes several times as long.
 */
export function nextTokenLookahead(): ILookaheadStrategy {
  return {
    validate: (options) => new LLkLookaheadStrategy({ maxLookahead: 1 }).validate(options),
    buildLookaheadForAlternation({ rule, prodOccurrence, hasPredicates }) {
      invariant(!hasPredicates, "choices have no conditions of their own");
      const { definition } = production(rule, Alternation, prodOccurrence);
      const choices: (number | undefined)[] = [];
      for (const [index, alternative] of definition.entries()) {
        for (const token of firstTokens([alternative])) {
          choices[token] ??= index;
        }
      }
      return function (this: Parser) {
        return choices[this.LA(1).tokenTypeIdx];
      };
    },
    buildLookaheadForOptional({ rule, prodOccurrence, prodType }) {
      const kind = prodType === "Option" ? Option : Repetition;
      const isNext: (true | undefined)[] = [];
      for (const token of firstTokens(production(rule, kind, prodOccurrence).definition)) {
        isNext[token] = true;
      }
      return function (this: Parser) {
        return isNext[this.LA(1).tokenTypeIdx] === true;
      };
    },
  };
}

type Class<T> = abstract new (...args: never) => T;

/** The part of a rule that is of this kind and has this number. */
function production<T extends IProduction & { readonly idx: number }>(
  rule: Rule,
  kind: Class<T>,
  occurrence: number,
): T {
  const found = search(rule.definition);
  invariant(found !== undefined, `${rule.name} has what it was recorded with`);
  return found;

  function search(definition: readonly IProduction[]): T | undefined {
    for (const part of definition) {
      const inner =
        part instanceof kind && part.idx === occurrence
          ? part
          : part instanceof NonTerminal
            ? undefined
            : search(partsOf(part));
      if (inner !== undefined) {
        return inner;
      }
    }
    return undefined;
  }
}

function partsOf(part: IProduction): readonly IProduction[] {
  return "definition" in part ? (part.definition as readonly IProduction[]) : [];
}

/** The types of tokens that may come first, by their numbers. */
function firstTokens(definition: readonly IProduction[]): ReadonlySet<number> {
  const tokens = new Set<number>();
  collectFirst(definition, tokens);
  return tokens;
}

/** Adds what may come first, and says whether all of it may be absent. */
function collectFirst(definition: readonly IProduction[], tokens: Set<number>): boolean {
  return definition.every((part) => {
    if (part instanceof Terminal) {
      addToken(part.terminalType, tokens);
      return false;
    }
    if (part instanceof Alternation) {
      const empty = part.definition.filter((each) => collectFirst([each], tokens));
      return empty.length > 0;
    }
    const isOptional = part instanceof Option || part instanceof Repetition;
    return collectFirst(partsOf(part), tokens) || isOptional;
  });
}

/** A token, and those of its category. */
function addToken({ tokenTypeIdx, categoryMatches = [] }: TokenType, tokens: Set<number>): void {
  invariant(tokenTypeIdx !== undefined, "the lexer knows the token");
  tokens.add(tokenTypeIdx);
  for (const each of categoryMatches) {
    tokens.add(each);
  }
}
