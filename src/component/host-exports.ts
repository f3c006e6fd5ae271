import type { LiftedFunction } from "../abi/compile-function.js";
import { functionName, memberKeys } from "../abi/member-keys.js";
import { interfaceKey, isConstructor } from "./extern-name.js";
import type { PlannedExport } from "./link-plan.js";
import { present, type Linker } from "./linker.js";
import type { ExportedClass } from "./resource-linking.js";

/** Makes what a host gets for an exported core module or component. */
export type ExportOther = (
  exported: Extract<PlannedExport, { kind: "core-module" | "component" }>,
) => unknown;

/**
 * Makes the object that a host gets for some exports: interfaces by full name, and by short name where only one has it;
 * functions by their names in camel case; resources as classes.
 *
 * @param path where the object stands, for messages
 */
export function makeExports(
  linker: Linker,
  exports: readonly PlannedExport[],
  other: ExportOther,
  path = "",
): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  const namesOf = (kind: PlannedExport["kind"]): readonly string[] =>
    exports.flatMap((item) => (item.kind === kind ? item.name : []));
  const keys = memberKeys(namesOf("resource"), namesOf("function"));
  const classes = new Map<string, ExportedClass>();
  const { resources } = linker.program;
  for (const item of exports) {
    if (item.kind === "resource") {
      const key = keys.get(item.name) ?? item.name;
      const exported = present(resources).exportClass(linker.resource(item.resource), key);
      classes.set(item.name, exported);
      result[key] = exported.class;
    }
  }
  for (const item of exports) {
    switch (item.kind) {
      case "function": {
        const name = functionName(item.name);
        const key = keys.get(item.name) ?? "";
        const place = memberPath(path, keys.get(name.resource));
        if (name.kind === "function") {
          result[key] = lift(linker, item, `${memberPath(path, key)}()`);
        } else {
          const functionPath = name.kind === "constructor" ? `new ${place}()` : `${place}.${key}()`;
          const lifted = lift(linker, item, functionPath) as (...values: unknown[]) => unknown;
          present(resources).addMember(classes, name, key, lifted);
        }
        break;
      }
      case "instance":
        result[item.name] = makeExports(
          linker,
          item.exports,
          other,
          `exports[${JSON.stringify(item.name)}]`,
        );
        break;
      case "core-module":
      case "component":
        result[item.name] = other(item);
        break;
      case "resource":
        break;
    }
  }
  addShortNames(namesOf("instance"), result);
  // V8 would look up each of many functions at every call in the object that grew.
  return { ...result };
}

/** A function as the host calls it; a constructor gives the representation, for the class. */
function lift(
  linker: Linker,
  { name, function: reference }: Extract<PlannedExport, { kind: "function" }>,
  path: string,
): LiftedFunction {
  return reference.kind === "lift"
    ? linker.lift(reference.lift, path, undefined, isConstructor(name))
    : linker.externalFunction(reference.from, 0);
}

function memberPath(path: string, member = ""): string {
  return path === "" ? member : `${path}.${member}`;
}

function addShortNames(interfaces: readonly string[], result: Record<string, unknown>): void {
  const keys = interfaces.map(interfaceKey);
  for (const [index, key] of keys.entries()) {
    if (keys.indexOf(key) === keys.lastIndexOf(key) && !Object.hasOwn(result, key)) {
      result[key] = result[interfaces[index] ?? ""];
    }
  }
}
