import { describe, expect, it } from "vitest";
import { contentHash, parseManifest, printManifest } from "../../src/files/manifest.js";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe("manifest", () => {
  it("is read back as it was printed, whatever the order", () => {
    const files = new Map([
      ["b/a.ts", "22"],
      ["a.ts", "11"],
    ]);
    const text = printManifest({ source: "a:b", files });
    expect(text).toBe(printManifest({ source: "a:b", files: new Map([...files].reverse()) }));
    expect(parseManifest(text)).toEqual({ source: "a:b", files });
  });

  it("need not say what the files are from", () => {
    expect(parseManifest('{"version":1,"files":{}}')).toEqual({ files: new Map() });
  });

  it.each([
    "",
    "{",
    "[]",
    "null",
    "1",
    '{"version":2,"files":{}}',
    '{"version":1}',
    '{"version":1,"source":1,"files":{}}',
    '{"version":1,"files":null}',
    '{"version":1,"files":{"a.ts":1}}',
    '{"version":1,"files":{"../a.ts":"11"}}',
    '{"version":1,"files":{"/etc/passwd":"11"}}',
  ])("refuses %j", (text) => {
    expect(parseManifest(text)).toBeUndefined();
  });

  it("keeps a file named __proto__", () => {
    const manifest = { files: new Map([["__proto__", "11"]]) };
    expect(parseManifest(printManifest(manifest))).toEqual(manifest);
  });
});

describe("contentHash", () => {
  it("does not see which line breaks a text has", () => {
    expect(contentHash(bytes("a\r\nb\r\n"))).toBe(contentHash(bytes("a\nb\n")));
    expect(contentHash(bytes("a\rb"))).not.toBe(contentHash(bytes("ab")));
  });

  it("sees every byte of what is no text", () => {
    expect(contentHash(bytes("\0a\r\nb"))).not.toBe(contentHash(bytes("\0a\nb")));
  });
});
