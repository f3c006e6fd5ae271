import type { Documented } from "../graph/package-graph.js";

/** Lines longer than this make a comment of several lines. */
const SINGLE_LINE_LIMIT = 68;

/**
 * Writes an item's documentation as the text of a JSDoc comment, in the form that ts-morph structures take.
 *
 * @param tags lines that follow the docs, such as `@throws …`
 * @returns nothing when there is nothing to say
 */
export function documentation(item: Documented, tags: readonly string[] = []): string[] {
  return comment(item.docs, [...tags, ...stabilityTags(item)]);
}

/** Puts a sentence before what WIT says of an item. */
export function joinDocs(first: string, docs: string | undefined): string {
  return docs === undefined ? first : `${first}\n\n${docs}`;
}

/** Writes a comment of a text and tags; see {@link documentation}. */
export function comment(text: string | undefined, tags: readonly string[] = []): string[] {
  const lines = text === undefined ? [] : commentLines(text);
  if (lines.length > 0 && tags.length > 0) {
    lines.push("");
  }
  for (const tag of tags) {
    lines.push(escapeComment(tag));
  }
  const [only = ""] = lines;
  if (lines.every((each) => each === "")) {
    return [];
  }
  return lines.length === 1 && only.length <= SINGLE_LINE_LIMIT
    ? [only]
    : [`\n${lines.join("\n")}`];
}

/** Makes any text fit into a comment: none of it ends the comment, lines carry no space at their end. */
export function escapeComment(text: string): string {
  return commentLines(text).join("\n");
}

/** The lines of {@link escapeComment}; the first and the last have text. */
function commentLines(text: string): string[] {
  const lines = text
    .replace(/\r\n?/g, "\n")
    .replaceAll("*/", "*\\/")
    .split("\n")
    .map((each) => each.trimEnd());
  const first = lines.findIndex((each) => each !== "");
  const last = lines.findLastIndex((each) => each !== "");
  return first < 0 ? [""] : lines.slice(first, last + 1);
}

function stabilityTags({ stability }: Documented): string[] {
  if (stability === undefined) {
    return [];
  }
  const tags =
    stability.kind === "stable"
      ? [`@since ${stability.since}`]
      : [`@experimental feature \`${stability.feature}\``];
  if (stability.deprecated !== undefined) {
    tags.push(`@deprecated since ${stability.deprecated}`);
  }
  return tags;
}
