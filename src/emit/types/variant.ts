import type { InterfaceDeclarationStructure, StatementStructures } from "ts-morph";
import { labelKeys } from "../../abi/label-keys.js";
import type { Case, TypeDefinition, TypeKind } from "../../graph/package-graph.js";
import { comment } from "../docs.js";
import type { ModuleBuilder } from "../module-builder.js";
import { linkedDocumentation } from "../source-link.js";
import { structureKinds } from "../structure-kinds.js";
import { typeText, type Position } from "../type-text.js";
import { constantObject, type ObjectMember } from "./constant-object.js";
import { spaced } from "./spaced.js";
import { typeAlias } from "./type-alias.js";
import { unionText, type UnionMember } from "./union-text.js";

/** A variant is a union on `tag`, with a function for each case to make its values. */
export function variantType(
  builder: ModuleBuilder,
  name: string,
  definition: TypeDefinition,
  kind: Extract<TypeKind, { kind: "variant" }>,
  position: Position,
): StatementStructures[] {
  const { cases } = kind;
  const payloads = cases.map(({ type }) =>
    type === undefined ? undefined : typeText(builder, type, position),
  );
  const keys = labelKeys(cases.map((each) => each.name));
  const makers = cases.map((each, index): ObjectMember => {
    const payload = payloads[index];
    const tag = JSON.stringify(each.name);
    const params = payload === undefined ? [] : [{ name: "val", type: payload }];
    return {
      kind: "maker",
      key: keys[index] ?? each.name,
      params,
      result: name,
      value: payload === undefined ? `{ tag: ${tag} }` : `{ tag: ${tag}, val }`,
      docs: comment(each.docs),
    };
  });
  const docs = linkedDocumentation(builder, definition);
  return [
    cases.length === 1
      ? caseInterface(name, docs, cases, payloads)
      : typeAlias(
          name,
          unionText(cases.map((each, index) => caseMember(each, payloads[index]))),
          docs,
        ),
    constantObject(builder, name, `Makes values of {@link ${name}}.`, makers),
  ];
}

/** A variant with one case is no union, and an object type with a name is an interface. */
function caseInterface(
  name: string,
  docs: string[],
  [only]: readonly Case[],
  [payload]: readonly (string | undefined)[],
): StatementStructures {
  const properties: NonNullable<InterfaceDeclarationStructure["properties"]> = [
    { name: "tag", type: JSON.stringify(only?.name), docs: comment(only?.docs) },
  ];
  if (payload !== undefined) {
    properties.push({ name: "val", type: payload });
  }
  return {
    kind: structureKinds.interface,
    isExported: true,
    name,
    docs,
    properties: spaced(properties),
  };
}

function caseMember({ docs, name }: Case, payload: string | undefined): UnionMember {
  const tag = JSON.stringify(name);
  const text = payload === undefined ? `{ tag: ${tag} }` : `{ tag: ${tag}; val: ${payload} }`;
  return { docs, text };
}
