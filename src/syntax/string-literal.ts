import type { DiagnosticCode } from "../diagnostic-codes.js";

/** Where and why a string literal is invalid. */
interface StringProblem {
  /** From the opening quote, in UTF-16 code units. */
  readonly offset: number;
  readonly code: DiagnosticCode;
  readonly message: string;
}

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

const hexDigits = /[0-9A-Fa-f_]*/y;

const hexNumberWanted = "expected a hexadecimal number in braces, as in `\\u{e9}`";

/**
 * Reads a string literal with its quotes: what stands between them, with `\"`, `\'`, `\\`, `\t`, `\n`, `\r`,
 * `\u{…}` and two hexadecimal digits (`\c3\a9`, bytes of UTF-8) replaced.
 */
export function readStringLiteral(image: string): StringLiteral {
  const bytes: number[] = [];
  const encoder = new TextEncoder();
  const problem = (offset: number, code: DiagnosticCode, message: string): StringLiteral => ({
    kind: "problem",
    problem: { offset, code, message },
  });
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
    const escape = image.charAt(offset + 1);
    const simple = escapes[escape];
    if (simple !== undefined) {
      bytes.push(simple.charCodeAt(0));
      offset += 2;
    } else if (escape === "u") {
      const start = offset + 3;
      hexDigits.lastIndex = start;
      const digits = image.charAt(start - 1) === "{" ? (hexDigits.exec(image)?.[0] ?? "") : "";
      const end = start + digits.length;
      if (image.charAt(start - 1) !== "{") {
        return problem(start - 1, "invalid-string-escape", hexNumberWanted);
      }
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
      bytes.push(...encoder.encode(String.fromCodePoint(code)));
      offset = end + 1;
    } else if (/^[0-9A-Fa-f]$/.test(escape)) {
      const digits = image.slice(offset + 1, offset + 3);
      if (!/^[0-9A-Fa-f]{2}$/.test(digits)) {
        const message = `expected a second hexadecimal digit after \`\\${escape}\``;
        return problem(offset + 2, "invalid-string-escape", message);
      }
      bytes.push(Number.parseInt(digits, 16));
      offset += 3;
    } else {
      const message =
        "unknown escape; known are `\\\"`, `\\'`, `\\\\`, `\\t`, `\\n`, `\\r`, `\\u{e9}`";
      return problem(offset + 1, "invalid-string-escape", message);
    }
  }
  try {
    const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
    return { kind: "value", value: decoder.decode(new Uint8Array(bytes)) };
  } catch {
    return problem(0, "invalid-string-escape", "the escaped bytes are not UTF-8");
  }
}
