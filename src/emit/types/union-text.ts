import { comment } from "../docs.js";

/** A member of a union with its docs. */
export interface UnionMember {
  readonly docs: string | undefined;
  readonly text: string;
}

/** Writes a union; docs stand above their members, each on lines of its own. */
export function unionText(members: readonly UnionMember[]): string {
  if (members.every(({ docs }) => comment(docs).length === 0)) {
    return members.map(({ text }) => text).join(" | ");
  }
  return members
    .map(({ docs, text }) => {
      const bar = members.length === 1 ? "" : "| ";
      return `\n${comment(docs).map(commentText).join("")}${bar}${text}`;
    })
    .join("");
}

function commentText(text: string): string {
  if (!text.startsWith("\n")) {
    return `/** ${text} */\n`;
  }
  const lines = text.slice(1).split("\n");
  return `/**\n${lines.map((each) => (each === "" ? " *\n" : ` * ${each}\n`)).join("")} */\n`;
}
