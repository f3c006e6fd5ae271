import type { DiagnosticCode } from "../diagnostic-codes.js";

/** Where and why a string literal is invalid. */
interface StringProblem {
  /** From the opening quote, in UTF-16 code units. */
  readonly offset: number;
  readonly code: DiagnosticCode;
  readonly message: string;
}

/** What a string literal stands for, or why it stands for nothing. */
export type StringLiteral =
  | { readonly kind: "value"; readonly value: string }
  | { readonly kind: "problem"; readonly problem: StringProblem };

/** What a backslash and one character stand for. */
const escapes: Readonly<Record<string, string>> = {
  '"': '"',
  "'": "'",
  "\\": "\\",
  t: "\t",
  n: "\n",
  r: "\r",
};

/** The bytes that an escape stands for and the offset behind it, or what is wrong with it. */
type Escape =
  | { readonly kind: "bytes"; readonly bytes: Iterable<number>; readonly end: number }
  | { readonly kind: "problem"; readonly problem: StringProblem };

const encoder = /* @__PURE__ */ new TextEncoder();

function problem(
  offset: number,
  code: DiagnosticCode,
  message: string,
): { readonly kind: "problem"; readonly problem: StringProblem } {
  return { kind: "problem", problem: { offset, code, message } };
}

/**
 * Reads a string literal with its quotes: what stands between them, with `\"`, `\'`, `\\`, `\t`, `\n`, `\r`,
 * `\u{…}` and two hexadecimal digits (`\c3\a9`, bytes of UTF-8) replaced.
 */
export function readStringLiteral(image: string): StringLiteral {
  const bytes: number[] = [];
  let offset = 1;
  for (;;) {
    const character = String.fromCodePoint(image.codePointAt(offset) ?? 0x22);
    if (offset >= image.length) {
      return problem(offset, "unterminated-string", 'expected `"` at the end of the string');
    }
    if (character === '"') {
      break;
    }
    if (character < " " || character === "\x7f") {
      return problem(offset, "invalid-string-character", "a control character needs an escape");
    }
    if (character !== "\\") {
      bytes.push(...encoder.encode(character));
      offset += character.length;
      continue;
    }
    const escape = readEscape(image, offset);
    if (escape.kind === "problem") {
      return escape;
    }
    bytes.push(...escape.bytes);
    offset = escape.end;
  }
  try {
    const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
    return { kind: "value", value: decoder.decode(new Uint8Array(bytes)) };
  } catch {
    return problem(0, "invalid-string-escape", "the escaped bytes are not UTF-8");
  }
}

/** Reads the escape whose backslash is at `offset`. */
function readEscape(image: string, offset: number): Escape {
  const escape = image.charAt(offset + 1);
  const simple = escapes[escape];
  if (simple !== undefined) {
    return { kind: "bytes", bytes: [simple.charCodeAt(0)], end: offset + 2 };
  }
  if (escape === "u") {
    return readUnicodeEscape(image, offset);
  }
  if (!/^[0-9A-Fa-f]$/.test(escape)) {
    const message =
      "unknown escape; known are `\\\"`, `\\'`, `\\\\`, `\\t`, `\\n`, `\\r`, `\\u{e9}`";
    return problem(offset + 1, "invalid-string-escape", message);
  }
  const digits = image.slice(offset + 1, offset + 3);
  if (!/^[0-9A-Fa-f]{2}$/.test(digits)) {
    const message = `expected a second hexadecimal digit after \`\\${escape}\``;
    return problem(offset + 2, "invalid-string-escape", message);
  }
  return { kind: "bytes", bytes: [Number.parseInt(digits, 16)], end: offset + 3 };
}

const hexDigits = /[0-9A-Fa-f_]*/y;

const hexNumberWanted = "expected a hexadecimal number in braces, as in `\\u{e9}`";

/** Reads `\u{…}`, whose digits may be grouped by `_`. */
function readUnicodeEscape(image: string, offset: number): Escape {
  const start = offset + 3;
  if (image.charAt(start - 1) !== "{") {
    return problem(start - 1, "invalid-string-escape", hexNumberWanted);
  }
  hexDigits.lastIndex = start;
  const digits = hexDigits.exec(image)?.[0] ?? "";
  const end = start + digits.length;
  if (digits === "" || digits.startsWith("_") || digits.endsWith("_")) {
    return problem(start, "invalid-string-escape", hexNumberWanted);
  }
  if (image.charAt(end) !== "}") {
    return problem(end, "invalid-string-escape", hexNumberWanted);
  }
  const code = Number.parseInt(digits.replaceAll("_", ""), 16);
  if (code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) {
    const message = `\`\\u{${digits}}\` is not a Unicode character`;
    return problem(offset + 1, "invalid-string-escape", message);
  }
  return { kind: "bytes", bytes: encoder.encode(String.fromCodePoint(code)), end: end + 1 };
}
