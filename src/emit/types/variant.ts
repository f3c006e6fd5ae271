import type { StatementStructures } from "ts-morph";
import { labelKeys } from "../../abi/label-keys.js";
import type { Case, TypeDefinition, TypeKind } from "../../graph/package-graph.js";
import { comment, documentation } from "../docs.js";
import type { ModuleBuilder } from "../module-builder.js";
import { structureKinds } from "../structure-kinds.js";
import { typeText, type Position } from "../type-text.js";
import { constantObject, type ObjectMember } from "./constant-object.js";
import { unionText } from "./union-text.js";

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
  const members = cases.map((each, index) => ({
    docs: each.docs,
    text: caseText(each, payloads[index]),
  }));
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
  return [
    {
      kind: structureKinds.typeAlias,
      isExported: true,
      name,
      type: unionText(members),
      docs: documentation(definition),
      leadingTrivia: "\n",
    },
    constantObject(builder, name, `Makes values of {@link ${name}}.`, makers),
  ];
}

function caseText({ name }: Case, payload: string | undefined): string {
  const tag = JSON.stringify(name);
  return payload === undefined ? `{ tag: ${tag} }` : `{ tag: ${tag}; val: ${payload} }`;
}
