import type { LiftedFunction } from "../abi/compile-function.js";
import { functionName, memberKeys } from "../abi/member-keys.js";
import { interfaceKey } from "./extern-name.js";
import type { PlannedExport } from "./link-plan.js";
import { present, type Linker } from "./linker.js";
import type { ExportedClass } from "./resource-linking.js";

/** Makes what a host gets for an exported core module or component. */
export type ExportOther = (
  exported: Extract<PlannedExport, { kind: "core-module" | "component" }>,
) => unknown;

/**
 * Makes the object of exports: by full name, by the short name of an interface where only one has it, functions in camel
 * case, resources as classes.
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
        const { kind, resource } = functionName(item.name);
        const key = keys.get(item.name) ?? "";
        const place = memberPath(path, keys.get(resource));
        const lift = (functionPath: string): LiftedFunction =>
          item.function.kind === "lift"
            ? linker.lift(item.function.lift, functionPath, undefined, kind === "constructor")
            : linker.externalFunction(item.function.from, 0);
        if (kind === "function") {
          result[key] = lift(`${memberPath(path, key)}()`);
        } else {
          const functionPath = kind === "constructor" ? `new ${place}()` : `${place}.${key}()`;
          const lifted = lift(functionPath) as (...values: unknown[]) => unknown;
          present(resources).addMember(present(classes.get(resource)), kind, key, lifted);
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
  return result;
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
