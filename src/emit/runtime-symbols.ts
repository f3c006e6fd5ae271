/** Where generated code finds the runtime, unless it is copied beside it. */
export const RUNTIME_MODULE = "wit-ts/runtime";

/** Types that generated code may import from the runtime. */
export const runtimeTypes = [
  "Borrow",
  "Bound",
  "ByteStream",
  "ByteStreamSource",
  "ComponentError",
  "ComponentSource",
  "CoreFunction",
  "CoreModule",
  "ErrorContext",
  "HostResource",
  "InstantiateOptions",
  "Option",
  "OwnedResource",
  "Result",
  "Unversioned",
  "ValueStream",
  "ValueStreamSource",
  "WorldExports",
] as const;

/** The name of a type of the runtime. */
export type RuntimeType = (typeof runtimeTypes)[number];

/** Functions, classes and constants that generated code may import from the runtime. */
export const runtimeValues = ["contract1", "GuestResource"] as const;

/** The name of a value of the runtime. */
export type RuntimeValue = (typeof runtimeValues)[number];
