import { InvalidComponentError } from "../component/errors.js";
import type { DefinedValueType } from "../component/model.js";
import { isLabel } from "./extern-names.js";

/** Checks that labels are what WIT has as names: they become names in other languages. */
export function checkLabels(what: string, labels: readonly string[], offset: number): void {
  const known = new Set<string>();
  for (const label of labels) {
    if (!isLabel(label)) {
      throw new InvalidComponentError(`${what} name \`${label}\` is not in kebab case`, offset);
    }
    if (known.has(label)) {
      throw new InvalidComponentError(`${what} name \`${label}\` is used twice`, offset);
    }
    known.add(label);
  }
}

/** Checks the labels of fields, cases and flags. */
export function checkLabelsOf(definition: DefinedValueType, offset: number): void {
  checkLabels(definition.kind, labelsOf(definition), offset);
}

function labelsOf(definition: DefinedValueType): readonly string[] {
  switch (definition.kind) {
    case "record":
      return definition.fields.map(({ label }) => label);
    case "variant":
      return definition.cases.map(({ label }) => label);
    case "flags":
    case "enum":
      return definition.labels;
    default:
      return [];
  }
}
