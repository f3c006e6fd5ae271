// What glue calls beside the usual: between components, and for strings in other encodings than UTF-8.
export { deferPostReturn, endCallee } from "./allocate.js";
export { checkEntering } from "./enter.js";
export {
  liftStringLatin1OrUtf16,
  liftStringUtf16,
  liftTaggedString,
  liftTaggedStringLatin1OrUtf16,
  liftTaggedStringUtf16,
  lowerStringLatin1OrUtf16,
  lowerStringUtf16,
  lowerTaggedString,
  lowerTaggedStringLatin1OrUtf16,
  lowerTaggedStringUtf16,
} from "./transcode-strings.js";
