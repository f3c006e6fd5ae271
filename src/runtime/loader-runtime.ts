// What glue calls that the loader makes at run time: all that generated code may call, and strings in every encoding.
export * from "./glue-runtime.js";
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
