/**
 * Text whose line breaks are still open. A {@link group} is printed on one line where it fits, else its lines break;
 * the algebra and its printer are those that prettier lays out code with, reduced to what declarations need.
 */
export type Doc = string | readonly Doc[] | DocNode;

type DocNode =
  | { readonly kind: "group"; readonly contents: Doc; readonly broken: boolean }
  | { readonly kind: "indent"; readonly contents: Doc }
  | { readonly kind: "if-break"; readonly broken: Doc; readonly flat: Doc }
  | { readonly kind: "line"; readonly flat: string; readonly hard: boolean };

/** A space, or a line break when the group around it breaks. */
export const line: Doc = { kind: "line", flat: " ", hard: false };
/** Nothing, or a line break when the group around it breaks. */
export const softline: Doc = { kind: "line", flat: "", hard: false };
/** A line break always; every group around it breaks. */
export const hardline: Doc = { kind: "line", flat: "", hard: true };

/** What is printed on one line if it fits there. */
export function group(contents: Doc): Doc {
  return { kind: "group", contents, broken: containsHardline(contents) };
}

/** What is printed two columns further right after line breaks. */
export function indent(contents: Doc): Doc {
  return { kind: "indent", contents };
}

/** `broken` where the group around it breaks, else `flat`. */
export function ifBreak(broken: Doc, flat: Doc = ""): Doc {
  return { kind: "if-break", broken, flat };
}

/** Puts `separator` between the items. */
export function join(separator: Doc, items: readonly Doc[]): Doc {
  const result: Doc[] = [];
  for (const item of items) {
    if (result.length > 0) {
      result.push(separator);
    }
    result.push(item);
  }
  return result;
}

/**
 * A bracketed list: `open a, b close`, or one item a line with a comma after the last.
 * `padding` is what stands inside the brackets on one line: {@link line} for braces, {@link softline} for the others.
 */
export function bracketed(
  open: string,
  items: readonly Doc[],
  close: string,
  padding: Doc = softline,
): Doc {
  if (items.length === 0) {
    return open + close;
  }
  return group([open, indent([padding, join([",", line], items)]), ifBreak(","), padding, close]);
}

function containsHardline(doc: Doc): boolean {
  if (typeof doc === "string") {
    return false;
  }
  if (isList(doc)) {
    return doc.some(containsHardline);
  }
  switch (doc.kind) {
    case "group":
      return doc.broken;
    case "indent":
      return containsHardline(doc.contents);
    case "if-break":
      return containsHardline(doc.broken);
    case "line":
      return doc.hard;
  }
}

function isList(doc: Doc): doc is readonly Doc[] {
  return Array.isArray(doc);
}

/** The width that prettier's defaults print to. */
export const PRINT_WIDTH = 80;

interface Command {
  readonly indentation: number;
  readonly flat: boolean;
  readonly doc: Doc;
}

/**
 * Prints `doc` in lines of at most {@link PRINT_WIDTH} columns where it can.
 *
 * @param indentation how far right the text stands: columns that the caller's writer adds to every line, and that count
 *   as width.
 */
export function printDoc(doc: Doc, indentation: number): string {
  const width = PRINT_WIDTH - indentation;
  const commands: Command[] = [{ indentation: 0, flat: false, doc }];
  const lines: string[] = [];
  let text = "";
  let position = 0;
  for (let command = commands.pop(); command !== undefined; command = commands.pop()) {
    const { doc: current, flat, indentation: depth } = command;
    if (typeof current === "string") {
      text += current;
      position += current.length;
    } else if (isList(current)) {
      pushAll(commands, current, depth, flat);
    } else {
      switch (current.kind) {
        case "indent":
          commands.push({ indentation: depth + 2, flat, doc: current.contents });
          break;
        case "if-break":
          commands.push({ indentation: depth, flat, doc: flat ? current.flat : current.broken });
          break;
        case "group": {
          const oneLine: Command = { indentation: depth, flat: true, doc: current.contents };
          const isFlat = !current.broken && (flat || fits(oneLine, commands, width - position));
          commands.push(isFlat ? oneLine : { ...oneLine, flat: false });
          break;
        }
        case "line":
          if (flat && !current.hard) {
            text += current.flat;
            position += current.flat.length;
          } else {
            lines.push(trimEnd(text));
            text = " ".repeat(depth);
            position = depth;
          }
          break;
      }
    }
  }
  lines.push(text);
  return lines.join("\n");
}

/**
 * Says whether `next`, and what follows it up to the first line break, fits into `width` columns; a space at the end of
 * a line does not count.
 */
function fits(next: Command, rest: readonly Command[], width: number): boolean {
  const commands: Command[] = [next];
  let remaining = width;
  let restIndex = rest.length;
  let pendingSpace = 0;
  while (remaining >= 0) {
    let command = commands.pop();
    if (command === undefined) {
      restIndex--;
      command = rest[restIndex];
      if (command === undefined) {
        return true;
      }
    }
    const { doc, flat, indentation } = command;
    if (typeof doc === "string") {
      if (doc !== "") {
        remaining -= doc.length + pendingSpace;
        pendingSpace = 0;
      }
    } else if (isList(doc)) {
      pushAll(commands, doc, indentation, flat);
    } else {
      switch (doc.kind) {
        case "indent":
          commands.push({ indentation, flat, doc: doc.contents });
          break;
        case "if-break":
          commands.push({ indentation, flat, doc: flat ? doc.flat : doc.broken });
          break;
        case "group":
          commands.push({ indentation, flat: flat && !doc.broken, doc: doc.contents });
          break;
        case "line":
          if (!flat || doc.hard) {
            return true;
          }
          pendingSpace = doc.flat.length;
          break;
      }
    }
  }
  return false;
}

function pushAll(
  commands: Command[],
  docs: readonly Doc[],
  indentation: number,
  flat: boolean,
): void {
  for (let index = docs.length - 1; index >= 0; index--) {
    const doc = docs[index];
    if (doc !== undefined) {
      commands.push({ indentation, flat, doc });
    }
  }
}

function trimEnd(text: string): string {
  let end = text.length;
  while (end > 0 && text.charCodeAt(end - 1) === 0x20) {
    end--;
  }
  return end === text.length ? text : text.slice(0, end);
}
