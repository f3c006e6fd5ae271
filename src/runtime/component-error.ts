/**
 * The error value of a WIT `result<T, E>`: thrown by functions that return one, and thrown by host functions to return
 * one. Test with `isComponentError`: more than one copy of the class may be loaded.
 */
export class ComponentError<E = unknown> extends Error {
  declare readonly payload: E;

  // Not a field: defining one on every error costs as much as the error.
  override get name(): "ComponentError" {
    return "ComponentError";
  }

  constructor(payload: E) {
    super(describePayload(payload));
    this.payload = payload;
  }
}

function describePayload(payload: unknown): string {
  if (typeof payload !== "object" || payload === null) {
    return String(payload);
  }
  return "tag" in payload && typeof payload.tag === "string" ? payload.tag : "error result";
}
