import type { Documented, PackageId } from "../graph/package-graph.js";
import { comment } from "./docs.js";
import type { ModuleBuilder, Statement } from "./module-builder.js";
import { sourceLink } from "./source-link.js";
import { constantObject, type ObjectMember } from "./types/constant-object.js";

/** The constant that says which interface or world a module is of. */
export const METADATA = "metadata";

/** `export const metadata`: the id as WIT writes it, and its parts. */
export function metadataStatement(
  builder: ModuleBuilder,
  kind: "interface" | "world",
  id: string,
  packageId: PackageId,
  item: Documented,
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
  const [docs = ""] = comment(
    `The ${kind} that this file is of.`,
    link === undefined ? [] : [`@see ${link}`],
  );
  return constantObject(builder, METADATA, docs, members);
}
