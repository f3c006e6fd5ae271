import type { GlueFactory } from "../../abi/glue-form.js";

/** Tells whether glue only says that it is not supported. */
export function isUnsupported({ inner }: GlueFactory): boolean {
  const [first] = inner.body;
  return (
    first?.kind === "return" &&
    first.value?.kind === "call" &&
    first.value.callee.kind === "runtime" &&
    first.value.callee.name === "notSupported"
  );
}
