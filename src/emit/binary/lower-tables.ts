import { unsupportedPart } from "../../abi/contains.js";
import { PRINT_WIDTH, type Doc } from "../../abi/doc.js";
import { literalText } from "../../abi/glue-text.js";
import { labelKey } from "../../abi/label-keys.js";
import { openObject } from "../host/binding-table.js";
import { factoryName, type Namespaces } from "./glue-names.js";
import { optionsName, sharedOptions } from "./link-references.js";
import { call, entry, runtime, type LinkWriter } from "./link-writer.js";
import type { MatchedFunction, MatchedInterface, MatchedPlan } from "./match-plan.js";

/** For fewer functions, the code that reads a table is more than the table saves. */
export const LARGE_INTERFACE = 10;

/** The functions of an imported interface that the runtime finds by their names alone. */
export interface LowerTable {
  readonly owner: MatchedInterface;
  /** By `canon`. */
  readonly functions: ReadonlyMap<number, MatchedFunction>;
}

/** The WIT name of what has this property, where the one is the camel case of the other. */
export function labelOfKey(key: string): string {
  return key.replace(/[A-Z]/g, "-$&").toLowerCase();
}

/** Finds the tables that the imports of a component are worth. */
export function lowerTables({ plan }: LinkWriter, matched: MatchedPlan): LowerTable[] {
  return matched.imports.flatMap((owner) => {
    const functions = new Map<number, MatchedFunction>();
    const names = new Set<string>();
    let shared: string | undefined;
    for (const [index, found] of matched.lowers) {
      if (found.owner !== owner) {
        continue;
      }
      const { glue } = found;
      const canon = plan.canons[index];
      const key =
        canon?.kind === "lower"
          ? sharedOptions(plan, canon.instance, canon.options).key
          : undefined;
      if (
        owner.entry !== undefined &&
        canon?.kind === "lower" &&
        plan.instances[canon.instance]?.parent === undefined &&
        !canon.options.async &&
        unsupportedPart(canon.type) === undefined &&
        labelOfKey(glue.key) === glue.mangled &&
        !names.has(glue.mangled) &&
        key === (shared ??= key)
      ) {
        names.add(glue.mangled);
        functions.set(index, found);
      }
    }
    return functions.size >= LARGE_INTERFACE ? [{ owner, functions }] : [];
  });
}

/**
 * Declares the core functions of a table: `lowerFunctions(options, missing, host, "a:b/c", { f: glue.lowerF })`.
 *
 * @param host the constant that has what the host gives for the interface
 */
export function declareTable(
  writer: LinkWriter,
  namespaces: Namespaces,
  { owner, functions }: LowerTable,
  host: string,
): void {
  const [first = 0] = functions.keys();
  const canon = writer.plan.canons[first];
  if (canon?.kind !== "lower") {
    return;
  }
  const entries = [...functions.values()].map(({ glue }): Doc =>
    entry(glue.key, factoryName(namespaces, owner, glue.name)),
  );
  const options = optionsName(writer, canon.instance, canon.options);
  const args = [options, "missing", host, literalText(owner.name)];
  const callee = runtime(writer, "lowerFunctions");
  const wanted = `${labelKey(owner.entry?.module.name ?? owner.name)}Functions`;
  const name = writer.scope.declare(wanted);
  const start = `const ${name} = ${callee}(${args.join(", ")}, `;
  const made =
    2 + start.length + 1 <= PRINT_WIDTH
      ? [start, openObject(entries), ")"]
      : [`const ${name} = `, call(callee, [...args, openObject(entries)])];
  writer.statements.push([...made, ";"]);
  for (const [index, { glue }] of functions) {
    writer.tables.set(index, { name, label: glue.mangled });
  }
}
