/**
 * Names of WIT that generated code might have for itself: words of JavaScript, globals, and what glue declares or imports.
 * `constructor` is not among them, since it would tell objects apart when they are compared.
 */
export const awkwardNames: readonly string[] = [
  ...["then", "default", "new", "class", "null", "undefined", "this", "arguments"],
  ...["await", "yield", "async", "eval", "let", "of", "get", "set", "static", "delete", "typeof"],
  ...[
    "to-string",
    "value-of",
    "has-own-property",
    "is-prototype-of",
    "length",
    "name",
    "prototype",
  ],
  ...["map", "array", "object", "number", "promise", "symbol", "proxy", "reflect", "error", "math"],
  ...["uint8-array", "float64-array", "big-int", "type-error", "range-error", "number-array"],
  ...["any", "never", "unknown", "record", "partial", "omit", "readonly", "borrow", "option"],
  ...["result", "ok", "err", "tag", "val", "some", "none", "bound", "memory", "instance", "core"],
  ...[
    "host",
    "value",
    "failure",
    "failed",
    "thrown",
    "flat",
    "flat0",
    "flat-2",
    "pointer",
    "index",
  ],
  ...["count", "start", "discriminant", "result-pointer", "element-pointer", "x0-option", "lifted"],
  ...["owner", "key", "list", "tuple", "variant", "flags", "handle", "entry-key", "packed", "body"],
  ...["lift-u8-list", "lower-u32", "load-string", "store-u8", "check-list", "allocate", "renew"],
  ...["component-error", "guest-resource", "resource-type", "guest-exports", "host-imports"],
  ...["bind-function", "import-binding", "export-binding", "core-of", "resource-of", "thing-class"],
  ...["lift-go0", "lower-go0", "load-record0", "store-variant0", "gadget-class", "bind-gadget"],
];
