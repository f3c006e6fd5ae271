import type { Documented } from "../graph/package-graph.js";
import { documentation } from "./docs.js";
import type { ModuleBuilder } from "./module-builder.js";

/** Writes an item's documentation, with a link to its file of WIT; see {@link documentation}. */
export function linkedDocumentation(builder: ModuleBuilder, item: Documented): string[] {
  const link = sourceLink(builder, item);
  return documentation(item, link === undefined ? [] : [`@see ${link}`]);
}

/**
 * Gives a link to the file that defines an item, in the form that editors follow from the file where it stands; none where
 * the item comes from a binary.
 */
export function sourceLink(
  { module, options: { sourcePath } }: ModuleBuilder,
  { span }: Documented,
): string | undefined {
  const path = span && sourcePath?.(span.source);
  if (span === undefined || path === undefined) {
    return undefined;
  }
  const up = module.file.includes("/") ? "../" : "";
  return `{@link file://./${up}${path.split("/").map(encodeSegment).join("/")}}`;
}

/** Windows allows lone surrogates in names, and URLs do not. */
function encodeSegment(segment: string): string {
  return encodeURIComponent(segment.replace(/\p{Cs}/gu, "\ufffd"));
}
