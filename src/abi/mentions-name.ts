import type { Expression, Statement } from "./glue-form.js";

/** Tells whether statements refer to a name. */
export function mentionsName(
  statements: readonly (Statement | Expression)[],
  name: string,
): boolean {
  return statements.some((each) => mentions(each, name));
}

/** The form is plain data: whatever is in a part is a part too, but for types. */
function mentions(part: unknown, name: string): boolean {
  if (typeof part !== "object" || part === null) {
    return false;
  }
  if ("kind" in part && part.kind === "name" && "name" in part && part.name === name) {
    return true;
  }
  for (const key in part) {
    if (
      key !== "type" &&
      key !== "typeArguments" &&
      mentions((part as Readonly<Record<string, unknown>>)[key], name)
    ) {
      return true;
    }
  }
  return false;
}
