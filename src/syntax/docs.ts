/**
 * Makes the documentation of an item from the comments before it, as the reference does: `//`, `///` and block
 * comments alike. Line comments lose their slashes, `/** … *\/` its marks, all of them the indentation they share.
 */
export function docsText(comments: readonly string[]): string | undefined {
  if (comments.length === 0) {
    return undefined;
  }
  let indentation = Number.POSITIVE_INFINITY;
  const texts = comments.map((comment) => {
    const text = stripMarks(comment);
    if (text !== "") {
      indentation = Math.min(indentation, leadingBlanks(text));
    }
    return text;
  });
  let contents = "";
  for (const text of texts) {
    const stripped =
      indentation > 0 && text !== "" && startsWithSpaces(text, indentation)
        ? text.slice(indentation)
        : text;
    // A line feed alone ends a line; the carriage return before it is no part of the text.
    contents += `${stripped.includes("\r") ? stripped.replaceAll("\r\n", "\n") : stripped}\n`;
  }
  let end = contents.length;
  while (end > 0 && contents.charCodeAt(end - 1) === 0x0a) {
    end--;
  }
  return contents.slice(0, end);
}

function stripMarks(comment: string): string {
  if (comment.startsWith("/**")) {
    return comment.length < 5 ? "" : comment.slice(3, -2).trimEnd();
  }
  let start = 0;
  while (comment.charCodeAt(start) === 0x2f) {
    start++;
  }
  return comment.slice(start).trimEnd();
}

function leadingBlanks(text: string): number {
  let count = 0;
  while (" \t\n\r\f".includes(text.charAt(count)) && count < text.length) {
    count++;
  }
  return count;
}

function startsWithSpaces(text: string, count: number): boolean {
  for (let index = 0; index < count; index++) {
    if (text.charCodeAt(index) !== 0x20) {
      return false;
    }
  }
  return true;
}
