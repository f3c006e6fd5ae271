import {
  EmbeddedActionsParser,
  EOF,
  isRecognitionException,
  type IToken,
  type TokenType,
} from "chevrotain";
import type { DiagnosticCode } from "../diagnostic-codes.js";
import type { Hint } from "../diagnostic.js";
import type { Source, Span } from "../source.js";
import type { Identifier } from "./ast.js";
import { docsText } from "./docs.js";
import { identifierProblem, isIdentifier, suggestIdentifier } from "./identifier.js";
import type { LexedText } from "./lexer.js";
import { nextTokenLookahead } from "./lookahead.js";
import { bodyMessage, describeToken, expectations, hintsFor, strayMessage } from "./messages.js";
import type { Problems } from "./problems.js";
import {
  beginsTopLevelItem,
  bodyIndex,
  indexOfToken,
  leavesBody,
  resumeIndex,
  startsLine,
  type ItemLevel,
} from "./recovery.js";
import { Comma, LeftBrace, RightBrace, vocabulary } from "./tokens.js";

/** Stands for the source while chevrotain records the grammar, and between two parses. */
const nowhere: Source = { file: "", text: "" };

/** Thrown to give up the item that is being parsed, once its error is reported. */
class GiveUpItem extends Error {}

/** The documentation of an item, and where it stands. */
export interface Docs {
  readonly text: string | undefined;
  readonly span: Span | undefined;
}

const noDocs: Docs = { text: undefined, span: undefined };

/** Where a body in braces began. */
export interface Body {
  /** The brace. */
  readonly open: IToken;
  /** The first word of what has the body. */
  readonly owner: IToken;
  /** The production of its items. */
  readonly items: "item" | "worldItem" | "interfaceItem" | "resourceFunction";
}

function levelOf(body: Body | undefined): ItemLevel {
  return body === undefined || body.items === "item" ? "file" : "body";
}

/**
 * What the grammar's rules stand on: spans, docs, identifiers, and how to go on after an error. Keeps the state of one
 * parse; `start` begins the next.
 */
export abstract class RecoveringParser extends EmbeddedActionsParser {
  protected source: Source = nowhere;
  protected typeDepth = 0;
  protected packageDepth = 0;
  private problems: Problems | undefined;
  private comments: readonly IToken[] = [];
  private nextComment = 0;
  /** How many times `;` was missing. */
  private missingSemicolons = 0;
  /** The token that the last recovery stopped at: if no item begins there, that may be the same mistake. */
  private resumedAt: IToken | undefined;
  /** Whether a comment or string without end has swallowed the rest of the text. */
  private truncated = false;

  constructor(validate: boolean) {
    super([...vocabulary], {
      lookaheadStrategy: nextTokenLookahead(),
      skipValidations: !validate,
      recoveryEnabled: false,
      errorMessageProvider: expectations,
    });
  }

  /** Sets the parser to the beginning of a text. */
  start(source: Source, lexed: LexedText, problems: Problems): void {
    this.input = lexed.tokens;
    this.source = source;
    this.problems = problems;
    this.comments = lexed.comments;
    this.nextComment = 0;
    this.typeDepth = 0;
    this.packageDepth = 0;
    this.missingSemicolons = 0;
    this.truncated = lexed.truncated;
    this.resumedAt = undefined;
  }

  /** Lets go of the text, which the parser would otherwise keep alive. */
  finish(): void {
    this.input = [];
    this.source = nowhere;
    this.problems = undefined;
    this.comments = [];
    this.resumedAt = undefined;
  }

  // ------------------------------------------------------------------------------------------------ places and docs

  /** The offset of the next token. */
  protected here(): number {
    return this.offsetOf(this.LA(1));
  }

  /** The span from `start` to the end of the last token. */
  protected spanFrom(start: number): Span {
    const last = this.LA(0);
    return { source: this.source, start, end: last.startOffset + last.image.length };
  }

  protected tokenSpan(token: IToken): Span {
    const start = token.startOffset;
    return { source: this.source, start, end: start + token.image.length };
  }

  /** The comments between the last token and the next. */
  protected docs(): Docs {
    const { comments } = this;
    if (this.nextComment >= comments.length) {
      return noDocs;
    }
    const limit = this.here();
    const last = this.LA(0);
    const end = last.tokenType === EOF ? 0 : last.startOffset;
    let first = this.nextComment;
    while (first < comments.length && (comments[first]?.startOffset ?? limit) < end) {
      first++;
    }
    let next = first;
    while (next < comments.length && (comments[next]?.startOffset ?? limit) < limit) {
      next++;
    }
    this.nextComment = next;
    if (first === next) {
      return noDocs;
    }
    const images = comments.slice(first, next).map((comment) => comment.image);
    const start = comments[first]?.startOffset ?? limit;
    const tail = images.at(-1)?.trimEnd().length ?? 0;
    const docsEnd = (comments[next - 1]?.startOffset ?? limit) + tail;
    return { text: docsText(images), span: { source: this.source, start, end: docsEnd } };
  }

  /** Makes an identifier of a word, which may turn out to be invalid. */
  protected identifier(word: IToken): Identifier {
    const { image } = word;
    const explicit = image.charCodeAt(0) === 0x25;
    const name = explicit ? image.slice(1) : image;
    const span = this.tokenSpan(word);
    if (!isIdentifier(name)) {
      const meant = suggestIdentifier(name);
      const hints = meant === undefined ? [] : [{ message: `did you mean \`${meant}\`?` }];
      this.report(span.start, span.end, "invalid-identifier", identifierProblem(name), hints);
    }
    return { kind: "identifier", name, explicit, span };
  }

  // ----------------------------------------------------------------------------------------------------------- lists

  /** `element ( ',' element )* ','? end`, or `end` alone. */
  protected commaList<Element>(end: TokenType, element: () => Element): readonly Element[] {
    const elements: Element[] = [];
    let more = true;
    this.MANY9({
      GATE: () => more,
      DEF: () => {
        elements.push(element());
        more = this.OPTION9(() => this.CONSUME9(Comma)) !== undefined;
      },
    });
    this.CONSUME8(end);
    return elements;
  }

  /**
   * Parses one item, of `body` or of the file. After an error in it the parser stands behind the item, or as far into it
   * as is needed for the next item to be seen.
   */
  protected recovering<Item>(body: Body | undefined, parseItem: () => Item): Item | undefined {
    if (this.RECORDING_PHASE) {
      return parseItem();
    }
    const first = this.LA(1);
    try {
      return parseItem();
    } catch (error) {
      if (isRecognitionException(error as Error)) {
        this.reportMismatch((error as Error).message, this.LA(1));
      } else if (!(error instanceof GiveUpItem)) {
        throw error;
      }
      this.typeDepth = 0;
      this.resume(first, body);
      return undefined;
    }
  }

  /**
   * Reports a token that begins no item of `body`, or of the file, skips what belongs to it and says that items may
   * follow; `false` where the body ends.
   */
  protected skipStray(body: Body | undefined): boolean {
    if (this.RECORDING_PHASE) {
      return false;
    }
    const token = this.LA(1);
    if (token.tokenType === EOF || (body !== undefined && token.tokenType === RightBrace)) {
      return false;
    }
    const list = this.tokenList();
    const index = indexOfToken(list.tokens, token);
    if (body !== undefined && levelOf(body) === "body") {
      if (leavesBody(list, index, indexOfToken(list.tokens, body.owner))) {
        return false;
      }
    }
    const newMistake = body !== undefined && startsLine(list, index);
    if (newMistake || token !== this.resumedAt) {
      this.reportMismatch(strayMessage(body?.items ?? "item", token), token);
    }
    this.resume(token, body, true);
    return true;
  }

  /** `'{'` at the start of a body; when it is missing and a body follows all the same, that is parsed. */
  protected openBody(owner: IToken, items: Body["items"], after: string): Body {
    return { open: this.openBrace(owner, after), owner, items };
  }

  /** `'{'` after what `after` says; see {@link openBody}. */
  protected openBrace(owner: IToken, after: string): IToken {
    const token = this.LA(1);
    if (this.RECORDING_PHASE || token.tokenType === LeftBrace) {
      return this.CONSUME7(LeftBrace);
    }
    const list = this.tokenList();
    const index = indexOfToken(list.tokens, token);
    const target = bodyIndex(list, indexOfToken(list.tokens, owner), index);
    if (target === undefined) {
      return this.unexpected(`\`{\` after ${after}`);
    }
    this.reportMismatch(`expected \`{\` after ${after}`, token);
    this.skipTo(index, target);
    return token;
  }

  /** `'}'` at the end of a body; when it is missing, the body ends all the same. */
  protected closeBody(body: Body): void {
    const token = this.LA(1);
    if (this.RECORDING_PHASE || token.tokenType === RightBrace) {
      this.CONSUME7(RightBrace);
      return;
    }
    const hint = { message: "the body begins here", span: this.tokenSpan(body.open) };
    this.reportMismatch(bodyMessage(body.items), token, [hint]);
    this.resumedAt = token;
  }

  // ---------------------------------------------------------------------------------------------------------- errors

  protected report(
    start: number,
    end: number,
    code: DiagnosticCode,
    message: string,
    hints: readonly Hint[] = [],
  ): void {
    if (!this.RECORDING_PHASE) {
      this.problems?.add(start, end, code, message, hints);
    }
  }

  /** Reports an error at the next token and gives up the item that is being parsed. */
  protected giveUp(code: DiagnosticCode, message: string): never {
    const token = this.LA(1);
    return this.giveUpAt(this.offsetOf(token), this.endOf(token), code, message);
  }

  /** Reports an error and gives up the item that is being parsed. */
  protected giveUpAt(
    start: number,
    end: number,
    code: DiagnosticCode,
    message: string,
    hints: readonly Hint[] = [],
  ): never {
    this.report(start, end, code, message, hints);
    throw new GiveUpItem(message);
  }

  /** Reports that the next token is not `wanted` and gives up the item that is being parsed. */
  protected unexpected(wanted: string, hints: readonly Hint[] = []): never {
    this.reportMismatch(`expected ${wanted}`, this.LA(1), hints);
    throw new GiveUpItem(wanted);
  }

  private reportMismatch(expected: string, token: IToken, more: readonly Hint[] = []): void {
    if (token.tokenType === EOF && this.truncated) {
      return;
    }
    const hints = [...hintsFor(expected, token, this.LA(2)), ...more];
    if (expected.startsWith("expected `;`")) {
      // Before 2023 WIT had no `;`: a whole text in the old syntax is one mistake.
      if (++this.missingSemicolons > 2) {
        return;
      }
      if (this.missingSemicolons === 2) {
        hints.push({ message: "where else `;` is missing in this file is not reported" });
      }
    }
    const code = token.tokenType === EOF ? "unexpected-end-of-file" : "unexpected-token";
    const message = `${expected}, found ${describeToken(token)}`;
    this.report(this.offsetOf(token), this.endOf(token), code, message, hints);
  }

  /** Goes on behind the item that begins with `first`; `stray`: it begins like none. */
  private resume(first: IToken, body: Body | undefined, stray = false): void {
    const list = this.tokenList();
    const { tokens } = list;
    const index = indexOfToken(tokens, first);
    const error = indexOfToken(tokens, this.LA(1));
    const level = stray && beginsTopLevelItem(list, index) ? "file" : levelOf(body);
    const owner = body === undefined ? undefined : indexOfToken(tokens, body.owner);
    this.skipTo(error, resumeIndex(list, { level, first: index, error, owner }));
    this.resumedAt = this.LA(1);
  }

  private skipTo(from: number, to: number): void {
    for (let index = from; index < to && this.LA(1).tokenType !== EOF; index++) {
      this.SKIP_TOKEN();
    }
  }

  private tokenList(): { text: string; tokens: readonly IToken[] } {
    return { text: this.source.text, tokens: this.input };
  }

  private offsetOf(token: IToken): number {
    return token.tokenType === EOF ? this.source.text.length : token.startOffset;
  }

  private endOf(token: IToken): number {
    return token.tokenType === EOF
      ? this.source.text.length
      : token.startOffset + token.image.length;
  }
}
