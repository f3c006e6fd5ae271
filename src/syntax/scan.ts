/** Patterns that no regular expression matches in linear time, or at all; see `tokens.ts`. */

const slash = 0x2f;
const star = 0x2a;
const quote = 0x22;
const backslash = 0x5c;
const percent = 0x25;
const minus = 0x2d;
const underscore = 0x5f;

/** Matches a block comment with the comments nested in it, or from its start to the end of the text. */
export function scanBlockComment(text: string, start: number): [string] | null {
  if (text.charCodeAt(start + 1) !== star || text.charCodeAt(start) !== slash) {
    return null;
  }
  let offset = start + 2;
  for (let depth = 1; depth > 0;) {
    if (offset >= text.length) {
      return [text.slice(start)];
    }
    const code = text.charCodeAt(offset);
    const next = text.charCodeAt(offset + 1);
    if (code === star && next === slash) {
      depth--;
      offset += 2;
    } else if (code === slash && next === star) {
      depth++;
      offset += 2;
    } else {
      offset++;
    }
  }
  return [text.slice(start, offset)];
}

/** Whether a text matched by {@link scanBlockComment} lacks its end. */
export function isUnterminated(comment: string): boolean {
  let depth = 0;
  for (const [mark] of comment.matchAll(/\/\*|\*\//g)) {
    depth += mark === "/*" ? 1 : -1;
  }
  return depth > 0;
}

/** Matches from a quote to the next unescaped one, or to the end of the line. */
export function scanString(text: string, start: number): [string] | null {
  if (text.charCodeAt(start) !== quote) {
    return null;
  }
  for (let offset = start + 1; offset < text.length; offset++) {
    const code = text.charCodeAt(offset);
    if (code === quote) {
      return [text.slice(start, offset + 1)];
    }
    if (code === 0x0a) {
      return [text.slice(start, offset)];
    }
    if (code === backslash && text.charCodeAt(offset + 1) !== 0x0a) {
      offset++;
    }
  }
  return [text.slice(start)];
}

const wordStart = /^\p{XID_Start}$/u;
const wordContinue = /^\p{XID_Continue}$/u;

/** Matches `%`, words of any letters, and both together: what the reference lexes as one identifier. */
export function scanWord(text: string, start: number): [string] | null {
  let offset = start;
  const explicit = text.charCodeAt(offset) === percent;
  if (explicit) {
    offset++;
  }
  for (let first = true; offset < text.length; first = false) {
    const code = text.codePointAt(offset) ?? 0;
    const character = String.fromCodePoint(code);
    const fits = first
      ? code === underscore || (explicit && code === minus) || wordStart.test(character)
      : code === minus || wordContinue.test(character);
    if (!fits) {
      break;
    }
    offset += character.length;
  }
  return offset === start ? null : [text.slice(start, offset)];
}
