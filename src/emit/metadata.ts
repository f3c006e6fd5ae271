import type { Documented, PackageId } from "../graph/package-graph.js";
import { comment, documentation, joinDocs } from "./docs.js";
import type { ModuleBuilder, Statement } from "./module-builder.js";
import { sourceLink } from "./source-link.js";
import { constantObject, type ObjectMember } from "./types/constant-object.js";

/** The constant that says which interface or world a module is of. */
export const METADATA = "metadata";

/**
 * `export const metadata`: the id as WIT writes it, and its parts.
 *
 * @param isDescribed whether the docs of `item` stand on another statement of the module
 */
export function metadataStatement(
  builder: ModuleBuilder,
  kind: "interface" | "world",
  id: string,
  packageId: PackageId,
  item: Documented,
  isDescribed: boolean,
): Statement {
  const name = builder.graph.packages[packageId]?.name;
  const entries = {
    id,
    package: name && `${name.namespace}:${name.name}`,
    name: builder.module.name,
    version: name?.version,
  };
  const members = Object.entries(entries).flatMap(([key, value]): ObjectMember[] =>
    value === undefined ? [] : [{ kind: "value", key, value: JSON.stringify(value), docs: [] }],
  );
  const link = sourceLink(builder, item);
  const tags = link === undefined ? [] : [`@see ${link}`];
  const subject = `The ${kind} that this file is of.`;
  const [docs = ""] = isDescribed
    ? comment(subject, tags)
    : documentation({ ...item, docs: joinDocs(subject, item.docs) }, tags);
  return constantObject(builder, METADATA, docs, members);
}
