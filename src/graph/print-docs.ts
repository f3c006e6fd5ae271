/**
 * Writes docs as comments that read back as the same docs: `/// text` where that is possible, which it is for all
 * that was written so.
 */
export function docLines(docs: string, indent: string): readonly string[] {
  const lines = docs.split("\n").map((line) => (line.endsWith("\r") ? line.slice(0, -1) : line));
  const spaced = lines.map((line) => (line === "" ? "///" : `/// ${line}`));
  const bare = lines.map((line) => `///${line}`);
  const block = [`/**${docs}*/`];
  const comments =
    [spaced, bare, block].find((candidate) => docsOfComments(candidate) === docs) ?? spaced;
  return comments.map((comment) => `${indent}${comment}\n`);
}

/** What the comments before an item say: markers and common indentation removed, empty lines at the end too. */
function docsOfComments(comments: readonly string[]): string {
  const texts = comments.map((comment) =>
    (comment.startsWith("/**") ? comment.slice(3, -2) : comment.replace(/^\/+/, "")).trimEnd(),
  );
  const widths = texts.filter((text) => text !== "").map(leadingWhitespace);
  const common = " ".repeat(
    widths.reduce((least, width) => Math.min(least, width), widths[0] ?? 0),
  );
  return texts
    .map((text) => (text.startsWith(common) ? text.slice(common.length) : text))
    .join("\n")
    .replace(/\n+$/, "");
}

function leadingWhitespace(text: string): number {
  return /^[ \t\n\f\r]*/.exec(text)?.[0].length ?? 0;
}
