import type { LiftLowerContext } from "./context.js";
import { alignTo } from "./element-size.js";
import { reallocI32Max, utf16Tag } from "./loading.js";
import type { StringValue } from "./spec-value.js";
import { encodeLatin1, encodeUtf16, encodeUtf8 } from "./text.js";
import { assert, trapIf } from "./trap.js";

/** Where a string was put, and its length as the guest sees it. */
type Range = [ptr: number, taggedCodeUnits: number];

/** definitions.py `store_string_into_range` */
export function storeStringIntoRange(cx: LiftLowerContext, v: StringValue): Range {
  const tag = utf16Tag(cx.ptrType);
  const src = v.text;
  let srcSimpleEncoding: "utf8" | "utf16" | "latin1";
  let srcCodeUnits = v.taggedCodeUnits;
  if (v.encoding === "host") {
    srcSimpleEncoding = cx.opts.stringEncoding === "utf8" ? "utf8" : "utf16";
    srcCodeUnits = srcSimpleEncoding === "utf8" ? encodeUtf8(src).length : src.length;
  } else if (v.encoding === "latin1+utf16") {
    if (v.taggedCodeUnits >= tag) {
      srcSimpleEncoding = "utf16";
      srcCodeUnits = v.taggedCodeUnits - tag;
    } else {
      srcSimpleEncoding = "latin1";
    }
  } else {
    srcSimpleEncoding = v.encoding;
  }

  switch (cx.opts.stringEncoding) {
    case "utf8":
      switch (srcSimpleEncoding) {
        case "utf8":
          return storeStringCopy(cx, src, srcCodeUnits, 1, 1, encodeUtf8);
        case "utf16":
          return storeUtf16ToUtf8(cx, src, srcCodeUnits);
        case "latin1":
          return storeLatin1ToUtf8(cx, src, srcCodeUnits);
      }
    // eslint-disable-next-line no-fallthrough -- the inner switch returns in every case
    case "utf16":
      switch (srcSimpleEncoding) {
        case "utf8":
          return storeUtf8ToUtf16(cx, src, srcCodeUnits);
        case "utf16":
        case "latin1":
          return storeStringCopy(cx, src, srcCodeUnits, 2, 2, encodeUtf16);
      }
    // eslint-disable-next-line no-fallthrough -- the inner switch returns in every case
    case "latin1+utf16":
      if (v.encoding !== "latin1+utf16") {
        return storeStringToLatin1OrUtf16(cx, src, srcCodeUnits);
      }
      return srcSimpleEncoding === "latin1"
        ? storeStringCopy(cx, src, srcCodeUnits, 1, 2, encodeLatin1)
        : storeProbablyUtf16ToLatin1OrUtf16(cx, src, srcCodeUnits);
  }
}

function storeStringCopy(
  cx: LiftLowerContext,
  src: string,
  srcCodeUnits: number,
  dstCodeUnitSize: number,
  dstAlignment: number,
  encode: (text: string) => Uint8Array,
): Range {
  const dstByteLength = dstCodeUnitSize * srcCodeUnits;
  assert(dstByteLength <= reallocI32Max);
  const ptr = cx.allocate(dstAlignment, dstByteLength);
  trapIf(ptr !== alignTo(ptr, dstAlignment), "T36");
  trapIf(ptr + dstByteLength > cx.memory.bytes.length, "T37");
  const encoded = encode(src);
  assert(dstByteLength === encoded.length);
  cx.memory.bytes.set(encoded, ptr);
  return [ptr, srcCodeUnits];
}

function storeUtf16ToUtf8(cx: LiftLowerContext, src: string, srcCodeUnits: number): Range {
  const worstCaseSize = srcCodeUnits * 3;
  return storeStringToUtf8(cx, src, srcCodeUnits, worstCaseSize);
}

function storeLatin1ToUtf8(cx: LiftLowerContext, src: string, srcCodeUnits: number): Range {
  const worstCaseSize = srcCodeUnits * 2;
  return storeStringToUtf8(cx, src, srcCodeUnits, worstCaseSize);
}

function storeStringToUtf8(
  cx: LiftLowerContext,
  src: string,
  srcCodeUnits: number,
  worstCaseSize: number,
): Range {
  assert(srcCodeUnits <= reallocI32Max);
  let ptr = cx.allocate(1, srcCodeUnits);
  trapIf(ptr + srcCodeUnits > cx.memory.bytes.length, "T37");
  for (const [i, codePoint] of codePoints(src).entries()) {
    if (codePoint < 2 ** 7) {
      cx.memory.bytes[ptr + i] = codePoint;
    } else {
      assert(worstCaseSize <= reallocI32Max);
      ptr = cx.reallocate(ptr, srcCodeUnits, 1, worstCaseSize);
      trapIf(ptr + worstCaseSize > cx.memory.bytes.length, "T37");
      const encoded = encodeUtf8(src);
      cx.memory.bytes.set(encoded.subarray(i), ptr + i);
      if (worstCaseSize > encoded.length) {
        ptr = cx.reallocate(ptr, worstCaseSize, 1, encoded.length);
        trapIf(ptr + encoded.length > cx.memory.bytes.length, "T37");
      }
      return [ptr, encoded.length];
    }
  }
  return [ptr, srcCodeUnits];
}

function storeUtf8ToUtf16(cx: LiftLowerContext, src: string, srcCodeUnits: number): Range {
  const worstCaseSize = 2 * srcCodeUnits;
  assert(worstCaseSize <= reallocI32Max);
  let ptr = cx.allocate(2, worstCaseSize);
  trapIf(ptr !== alignTo(ptr, 2), "T36");
  trapIf(ptr + worstCaseSize > cx.memory.bytes.length, "T37");
  const encoded = encodeUtf16(src);
  cx.memory.bytes.set(encoded, ptr);
  if (encoded.length < worstCaseSize) {
    ptr = cx.reallocate(ptr, worstCaseSize, 2, encoded.length);
    trapIf(ptr !== alignTo(ptr, 2), "T36");
    trapIf(ptr + encoded.length > cx.memory.bytes.length, "T37");
  }
  return [ptr, encoded.length / 2];
}

function storeStringToLatin1OrUtf16(
  cx: LiftLowerContext,
  src: string,
  srcCodeUnits: number,
): Range {
  assert(srcCodeUnits <= reallocI32Max);
  let ptr = cx.allocate(2, srcCodeUnits);
  trapIf(ptr !== alignTo(ptr, 2), "T36");
  trapIf(ptr + srcCodeUnits > cx.memory.bytes.length, "T37");
  let dstByteLength = 0;
  for (const usv of codePoints(src)) {
    if (usv < 2 ** 8) {
      cx.memory.bytes[ptr + dstByteLength] = usv;
      dstByteLength += 1;
    } else {
      const worstCaseSize = 2 * srcCodeUnits;
      assert(worstCaseSize <= reallocI32Max);
      ptr = cx.reallocate(ptr, srcCodeUnits, 2, worstCaseSize);
      trapIf(ptr !== alignTo(ptr, 2), "T36");
      trapIf(ptr + worstCaseSize > cx.memory.bytes.length, "T37");
      const bytes = cx.memory.bytes;
      for (let j = dstByteLength - 1; j >= 0; j--) {
        bytes[ptr + 2 * j] = bytes[ptr + j] ?? 0;
        bytes[ptr + 2 * j + 1] = 0;
      }
      const encoded = encodeUtf16(src);
      bytes.set(encoded.subarray(2 * dstByteLength), ptr + 2 * dstByteLength);
      if (worstCaseSize > encoded.length) {
        ptr = cx.reallocate(ptr, worstCaseSize, 2, encoded.length);
        trapIf(ptr !== alignTo(ptr, 2), "T36");
        trapIf(ptr + encoded.length > cx.memory.bytes.length, "T37");
      }
      return [ptr, encoded.length / 2 + utf16Tag(cx.ptrType)];
    }
  }
  if (dstByteLength < srcCodeUnits) {
    ptr = cx.reallocate(ptr, srcCodeUnits, 2, dstByteLength);
    trapIf(ptr !== alignTo(ptr, 2), "T36");
    trapIf(ptr + dstByteLength > cx.memory.bytes.length, "T37");
  }
  return [ptr, dstByteLength];
}

function storeProbablyUtf16ToLatin1OrUtf16(
  cx: LiftLowerContext,
  src: string,
  srcCodeUnits: number,
): Range {
  const srcByteLength = 2 * srcCodeUnits;
  assert(srcByteLength <= reallocI32Max);
  let ptr = cx.allocate(2, srcByteLength);
  trapIf(ptr !== alignTo(ptr, 2), "T36");
  trapIf(ptr + srcByteLength > cx.memory.bytes.length, "T37");
  const encoded = encodeUtf16(src);
  cx.memory.bytes.set(encoded, ptr);
  if (codePoints(src).some((c) => c >= 2 ** 8)) {
    return [ptr, encoded.length / 2 + utf16Tag(cx.ptrType)];
  }
  const latin1Size = encoded.length / 2;
  const bytes = cx.memory.bytes;
  for (let i = 0; i < latin1Size; i++) {
    bytes[ptr + i] = bytes[ptr + 2 * i] ?? 0;
  }
  ptr = cx.reallocate(ptr, srcByteLength, 1, latin1Size);
  trapIf(ptr + latin1Size > cx.memory.bytes.length, "T37");
  return [ptr, latin1Size];
}

function codePoints(text: string): number[] {
  return Array.from(text, (char) => char.codePointAt(0) ?? 0);
}
