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

/** Glue that only says that it is not supported has no use for its parameters. */
export function withoutUnusedParameters(factory: GlueFactory): GlueFactory {
  if (!isUnsupported(factory)) {
    return factory;
  }
  const inner = {
    ...factory.inner,
    ...{ params: [], result: { kind: "typescript", text: "never" } as const },
  };
  return { ...factory, params: factory.params.slice(0, 1), inner };
}
