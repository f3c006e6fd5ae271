import type { IToken } from "chevrotain";

/** What comes before a token: nothing, a blank, a new line, or a new line after an empty one. */
export type Separator = "none" | "space" | "line" | "paragraph";

/** Writes the tokens of a text one after the other, and the comments between them where they stood. */
export interface Layout {
  /** The token that is written next, or the one `ahead` tokens after it (before it, if negative). */
  peek(ahead?: number): IToken | undefined;
  /**
   * Writes the comments before the next token, then the token. With a separator for a new line, an empty line before it
   * in the source is kept.
   */
  write(separator: Separator): void;
  /** Leaves the next token out; the comments before it are written before the token that follows. */
  skip(): void;
  /** Writes a text that is not among the tokens, before the comments that are still to come. */
  insert(text: string): void;
  /** Writes the next token, an opening bracket, and indents what follows. */
  open(separator: Separator): void;
  /** Ends the indentation and writes the next token, a closing bracket. */
  close(): void;
  /** Whether a comment stands between the next token and the one `length` tokens after it. */
  hasComment(length: number): boolean;
  /** The width of the line so far, in UTF-16 code units. */
  column(): number;
  /** Writes the comments that remain; gives the whole text. */
  finish(): string;
}

/** Starts a layout of `tokens`, cut from `text` together with `comments`. */
export function createLayout(
  text: string,
  tokens: readonly IToken[],
  comments: readonly IToken[],
): Layout {
  const lines: string[] = [];
  let line = "";
  let indentation = 0;
  let nextToken = 0;
  let nextComment = 0;
  /** Where the last piece ended in the text. */
  let end = 0;
  /** No empty line comes after an opening bracket. */
  let opened = true;

  const put = (piece: string): void => {
    line = (line === "" ? "  ".repeat(indentation) : line) + piece;
    opened = false;
  };
  const startLine = (emptyLine: boolean): void => {
    if (line !== "") {
      lines.push(line);
      line = "";
    }
    if (emptyLine && !opened && lines.length > 0) {
      lines.push("");
    }
  };
  /** The number of line breaks between the last piece and an offset. */
  const breaksBefore = (offset: number): number => text.slice(end, offset).split("\n").length - 1;
  const offsetOfNext = (): number => tokens[nextToken]?.startOffset ?? text.length;

  /** Writes the comments before the next token; gives what separates the last of them from the token. */
  const putComments = (separator: Separator): Separator => {
    const limit = offsetOfNext();
    let after = separator;
    for (;;) {
      const comment = comments[nextComment];
      if (comment === undefined || comment.startOffset >= limit) {
        return after;
      }
      const breaks = breaksBefore(comment.startOffset);
      const isLine = comment.image.startsWith("//");
      const image = isLine ? comment.image.trimEnd() : comment.image.replaceAll("\r\n", "\n");
      nextComment++;
      end = comment.startOffset + comment.image.length;
      if (line === "" || breaks > 0) {
        startLine(breaks > 1 || after === "paragraph");
        put(image);
        const next = Math.min(comments[nextComment]?.startOffset ?? limit, limit);
        after = isLine || breaksBefore(next) > 0 ? "line" : "space";
      } else {
        put(` ${image}`);
        after = isLine && !isNewLine(separator) ? "line" : isNewLine(after) ? after : "space";
      }
    }
  };

  const putToken = (separator: Separator, keepEmptyLine: boolean): void => {
    const token = tokens[nextToken];
    if (token === undefined) {
      return;
    }
    if (isNewLine(separator)) {
      const emptyLine = keepEmptyLine && breaksBefore(token.startOffset) > 1;
      startLine(emptyLine || separator === "paragraph");
    }
    put(separator === "space" && line !== "" ? ` ${token.image}` : token.image);
    end = token.startOffset + token.image.length;
    nextToken++;
  };

  const write = (separator: Separator): void => {
    const newLine = isNewLine(separator);
    // A comment in the middle of an item may break the line.
    indentation += newLine ? 0 : 1;
    putToken(putComments(separator), newLine);
    indentation -= newLine ? 0 : 1;
  };

  return {
    peek: (ahead = 0) => tokens[nextToken + ahead],
    write,
    skip: () => {
      nextToken++;
    },
    insert: put,
    open: (separator) => {
      write(separator);
      indentation++;
      opened = true;
    },
    close: () => {
      putComments("line");
      indentation--;
      putToken(opened ? "none" : "line", false);
    },
    hasComment: (length) => {
      const first = offsetOfNext();
      const last = tokens[nextToken + length]?.startOffset ?? text.length;
      let index = nextComment;
      while ((comments[index]?.startOffset ?? Infinity) < first) {
        index++;
      }
      return (comments[index]?.startOffset ?? Infinity) < last;
    },
    column: () => (line === "" ? indentation * 2 : line.length - (line.lastIndexOf("\n") + 1)),
    finish: () => {
      putComments("line");
      startLine(false);
      return lines.length === 0 ? "" : `${lines.join("\n")}\n`;
    },
  };
}

function isNewLine(separator: Separator): boolean {
  return separator === "line" || separator === "paragraph";
}
