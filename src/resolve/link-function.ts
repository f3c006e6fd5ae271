import { errorAt } from "../diagnostic.js";
import type { FunctionItem } from "../graph/package-graph.js";
import { hasBorrow } from "./draft-graph.js";
import { type PackageLinks, linkType, linkTypeId } from "./link-context.js";

/** Translates a function; reports a result that could hold a borrow. */
export function linkFunction(links: PackageLinks, item: FunctionItem): FunctionItem {
  const { span, kind } = item;
  const linkedKind =
    kind.kind === "freestanding"
      ? kind
      : { ...kind, resource: linkTypeId(links, kind.resource, span) };
  const params = item.params.map((param) => ({
    ...param,
    type: linkType(links, param.type, span),
  }));
  const result = item.result === undefined ? undefined : linkType(links, item.result, span);
  if (result !== undefined && hasBorrow(links.context.graph, result)) {
    links.report.report(() =>
      errorAt(
        span,
        "borrow-in-result",
        `function \`${item.name}\` returns a type which contains a \`borrow<T>\` which is not supported`,
        [{ message: "a borrow ends with the call: return the resource itself" }],
      ),
    );
  }
  return { ...item, kind: linkedKind, params, ...(result !== undefined && { result }) };
}
