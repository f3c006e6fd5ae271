/**
 * Text whose line breaks are still open. A {@link group} is printed on one line where it fits, else its lines break;
 * the algebra and its printer are those that prettier lays out code with, reduced to what declarations need.
 */
export type Doc = string | readonly Doc[] | DocNode;

type DocNode =
  | { readonly kind: "group"; readonly contents: Doc; readonly broken: boolean }
  | { readonly kind: "indent"; readonly contents: Doc }
  | { readonly kind: "indent-after"; readonly group: Doc; readonly contents: Doc }
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

/** What is printed two columns further right after line breaks, if `group`, printed before it, is broken. */
export function indentAfter(group: Doc, contents: Doc): Doc {
  return { kind: "indent-after", group, contents };
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
    case "indent-after":
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

/** Documents that are still to be printed, the next one last: plain arrays, as there are very many. */
interface Stack {
  readonly docs: Doc[];
  /** For each document: twice the indentation, and one more where it is printed flat. */
  readonly modes: number[];
}

/**
 * Prints `doc` in lines of at most {@link PRINT_WIDTH} columns where it can.
 *
 * @param indentation how far right the text stands: columns that the caller's writer adds to every line, and that count
 *   as width.
 */
export function printDoc(doc: Doc, indentation: number): string {
  const width = PRINT_WIDTH - indentation;
  const stack: Stack = { docs: [doc], modes: [0] };
  const { docs, modes } = stack;
  const probe: Stack = { docs: [], modes: [] };
  const lines: string[] = [];
  let text = "";
  /** What `text` ends with: reading that itself would join its parts at each line. */
  let end = "";
  let position = 0;
  let lastBroken: Doc | undefined;
  for (let current = docs.pop(); current !== undefined; current = docs.pop()) {
    const mode = modes.pop() ?? 0;
    if (typeof current === "string") {
      text += current;
      end = current === "" ? end : current;
      position += current.length;
    } else if (isList(current)) {
      pushAll(stack, current, mode);
    } else {
      const isFlat = (mode & 1) === 1;
      switch (current.kind) {
        case "indent":
          push(stack, current.contents, mode + 4);
          break;
        case "indent-after":
          push(stack, current.contents, current.group === lastBroken ? mode + 4 : mode);
          break;
        case "if-break":
          push(stack, isFlat ? current.flat : current.broken, mode);
          break;
        case "group": {
          const flat = mode | 1;
          const fitsFlat =
            !current.broken &&
            (isFlat || fits(probe, current.contents, flat, stack, width - position));
          push(stack, current.contents, fitsFlat ? flat : mode & ~1);
          lastBroken = fitsFlat ? lastBroken : current;
          break;
        }
        case "line":
          if (isFlat && !current.hard) {
            text += current.flat;
            end = current.flat === "" ? end : current.flat;
            position += current.flat.length;
          } else {
            const depth = mode >> 1;
            lines.push(end.endsWith(" ") ? trimEnd(text) : text);
            text = " ".repeat(depth);
            end = text;
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
 * a line does not count. `probe` is overwritten.
 */
function fits(probe: Stack, next: Doc, nextMode: number, rest: Stack, width: number): boolean {
  probe.docs.length = 0;
  probe.modes.length = 0;
  push(probe, next, nextMode);
  let remaining = width;
  let restIndex = rest.docs.length;
  let pendingSpace = 0;
  while (remaining >= 0) {
    let doc = probe.docs.pop();
    let mode = probe.modes.pop() ?? 0;
    if (doc === undefined) {
      restIndex--;
      doc = rest.docs[restIndex];
      mode = rest.modes[restIndex] ?? 0;
      if (doc === undefined) {
        return true;
      }
    }
    if (typeof doc === "string") {
      if (doc !== "") {
        remaining -= doc.length + pendingSpace;
        pendingSpace = 0;
      }
    } else if (isList(doc)) {
      pushAll(probe, doc, mode);
    } else {
      const isFlat = (mode & 1) === 1;
      switch (doc.kind) {
        case "indent":
        case "indent-after":
          push(probe, doc.contents, mode);
          break;
        case "if-break":
          push(probe, isFlat ? doc.flat : doc.broken, mode);
          break;
        case "group":
          push(probe, doc.contents, doc.broken ? mode & ~1 : mode);
          break;
        case "line":
          if (!isFlat || doc.hard) {
            return true;
          }
          pendingSpace = doc.flat.length;
          break;
      }
    }
  }
  return false;
}

function push({ docs, modes }: Stack, doc: Doc, mode: number): void {
  docs.push(doc);
  modes.push(mode);
}

function pushAll({ docs, modes }: Stack, list: readonly Doc[], mode: number): void {
  for (let index = list.length - 1; index >= 0; index--) {
    const doc = list[index];
    if (doc !== undefined) {
      docs.push(doc);
      modes.push(mode);
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
