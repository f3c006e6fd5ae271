/**
 * Every name that generated code may import from the runtime; a test compares it with what the runtime exports. Glue
 * functions have none of these names.
 */

/** Where generated code finds the runtime, unless it is copied beside it. */
export const RUNTIME_MODULE = "wit-ts/runtime";

/** Where generated code finds the loader of components. */
export const LOADER_MODULE = "wit-ts/component";

/** Types that generated code may import from the runtime. */
export const runtimeTypes = [
  "Borrow",
  "Bound",
  "ByteStream",
  "ByteStreamSource",
  "ComponentSource",
  "CopyBuiltin",
  "CoreModule",
  "ErrorContext",
  "ExportBinding",
  "GivenImports",
  "HostResource",
  "ImportBinding",
  "InstantiateOptions",
  "Linking",
  "LoadedComponent",
  "Option",
  "OwnedResource",
  "ResourceClass",
  "ResourceType",
  "Result",
  "TaggedString",
  "Unversioned",
  "ValueStream",
  "ValueStreamSource",
  "WorldBinding",
  "WorldExports",
] as const;

/** The name of a type of the runtime. */
export type RuntimeType = (typeof runtimeTypes)[number];

/** Functions, classes and constants that the emitter itself writes. */
export const runtimeValues = [
  "backpressureDec",
  "backpressureInc",
  "bindCallee",
  "bindCaller",
  "bindClass",
  "bindFunction",
  "bindWaiting",
  "checkImports",
  "compileFile",
  "contextGet",
  "contextGetI64",
  "contextSet",
  "contract1",
  "copyCancel",
  "copyDrop",
  "copyNew",
  "copyTransfer",
  "coreModuleLoader",
  "createInstance",
  "disposeInstances",
  "enterFromCaller",
  "enterFromHost",
  "enteringSet",
  "errorContextDebugMessage",
  "errorContextDrop",
  "errorContextNew",
  "functionsOf",
  "GuestResource",
  "importedClass",
  "importedFunction",
  "importedInterface",
  "installTrapHelper",
  "instantiateWorld",
  "instantiateWorldSync",
  "leaveToHost",
  "liftFunctions",
  "link",
  "linkSync",
  "lowerFunctions",
  "makeExports",
  "makeTaskState",
  "noConstructor",
  "providedImports",
  "resourceDropHost",
  "resourceDropOther",
  "resourceDropOwn",
  "resourceNew",
  "resourceRep",
  "setDestructor",
  "setMemory",
  "setRealloc",
  "subtaskCancel",
  "subtaskDrop",
  "taskCancel",
  "taskReturn",
  "threadNewIndirect",
  "threadSuspend",
  "threadSwitch",
  "threadYield",
  "unsupportedBuiltin",
  "unsupportedLower",
  "viewMemory",
  "waitableJoin",
  "waitableSetDrop",
  "waitableSetNew",
  "waitableSetPoll",
  "waitableSetWait",
  "withContext",
  "withEndedContext",
] as const;

/** The name of a value of the runtime that the emitter itself writes. */
export type RuntimeValue = (typeof runtimeValues)[number];

/** Functions and classes that glue calls: what `abi/` writes as names of the runtime. */
export const glueValues: readonly string[] = [
  ...["ComponentError", "allocate", "allocateElements", "badCase", "badFlatCase", "bitsOfF32"],
  ...["bitsOfF64", "borrowRepresentation", "callFailed", "callPostReturn", "cannotEnter"],
  ...["cannotLeave", "checkArray", "checkBorrows", "checkCase", "checkFlatCase", "checkList"],
  ...["checkLoad", "checkMap", "checkNumbers", "checkObject", "checkStore", "coreOf"],
  ...["endLends", "f32OfBits", "f64OfBits", "hostFailed", "invalid", "invalidTag"],
  ...["keepTransfers", "lendHandle", "liftBorrowRepresentation", "liftChar", "liftF32List"],
  ...["liftF64List", "liftGuestBorrow", "liftGuestOwn", "liftOwnRepresentation", "liftS16List"],
  ...["liftS32List", "liftS64List", "liftS8List", "liftString", "liftU16List", "liftU32List"],
  ...["liftU64", "liftU64List", "liftU8List", "loadString", "lowerBool"],
  ...["lowerBorrowRepresentation", "lowerChar", "lowerF32", "lowerF32List", "lowerF64"],
  ...["lowerF64List", "lowerFlag", "lowerGuestBorrow", "lowerGuestOwn", "lowerHostBorrow"],
  ...["lowerHostOwn", "lowerOwnRepresentation", "lowerS16", "lowerS16List", "lowerS32"],
  ...["lowerS32List", "lowerS64", "lowerS64List", "lowerS8", "lowerS8List", "lowerString"],
  ...["lowerU16", "lowerU16List", "lowerU32", "lowerU32List", "lowerU64", "lowerU64List"],
  ...["lowerU8", "lowerU8List", "mapKey", "notSupported", "ownMember", "reallocate", "renew"],
  ...["resourceOf", "simpleCallFailed", "simpleHostFailed"],
  ...["taggedOption", "thrownPayload", "transferGuestOwn"],
  ...["transferHostOwn", "widen", "wrap"],
];

/** What glue calls for strings in other encodings than UTF-8, and for calls between components. */
export const encodedValues: readonly string[] = [
  ...["checkEntering", "deferPostReturn", "endCallee"],
  ...["liftStringLatin1OrUtf16", "liftStringUtf16", "liftTaggedString"],
  ...["liftTaggedStringLatin1OrUtf16", "liftTaggedStringUtf16", "lowerStringLatin1OrUtf16"],
  ...["lowerStringUtf16", "lowerTaggedString", "lowerTaggedStringLatin1OrUtf16"],
  "lowerTaggedStringUtf16",
];
