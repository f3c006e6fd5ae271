import type { Expression, Statement } from "./glue-form.js";

/** Tells whether statements refer to a name. */
export function mentionsName(
  statements: readonly (Statement | Expression)[],
  name: string,
): boolean {
  return statements.some((each) => mentions(each, name));
}

/** The form is plain data: whatever is in a part is a part too, but for types. */
function mentions(part: object, name: string): boolean {
  const parts = part as Readonly<Record<string, unknown>>;
  if (parts["kind"] === "name") {
    return parts["name"] === name;
  }
  for (const key in parts) {
    const inner = parts[key];
    // Most are texts.
    if (
      typeof inner === "object" &&
      inner !== null &&
      key !== "type" &&
      key !== "typeArguments" &&
      mentions(inner, name)
    ) {
      return true;
    }
  }
  return false;
}
