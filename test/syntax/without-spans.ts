/** Copies a syntax tree without its spans and sources: what two texts of different layout have in common. */
export function withoutSpans(node: unknown): unknown {
  if (Array.isArray(node)) {
    return node.map(withoutSpans);
  }
  if (typeof node !== "object" || node === null) {
    return node;
  }
  const entries = Object.entries(node)
    .filter(([key, value]) => !/span$/i.test(key) && key !== "source" && value !== undefined)
    .map(([key, value]) => [key, withoutSpans(value)] as const);
  return Object.fromEntries(entries);
}
