import { literalText } from "../../abi/glue-text.js";
import { invariant } from "../../assert.js";
import type { Doc } from "../../abi/doc.js";
import { labelKey, typeKey } from "../../abi/label-keys.js";
import { functionName } from "../../abi/member-keys.js";
import type { FunctionGlue, ResourceGlue } from "../host/host-glue.js";
import { isUnsupported } from "../host/unsupported-glue.js";
import type { ModuleBuilder } from "../module-builder.js";
import { isIdentifierName } from "../names.js";
import { factoryName, functionPath, resourceOf, type Namespaces } from "./glue-names.js";
import { call, declare, runtime, type LinkWriter, type LoweredImport } from "./link-writer.js";
import type { LowerTable } from "./lower-tables.js";
import type { MatchedInterface, MatchedPlan } from "./match-plan.js";

/**
 * Reads each function and class of the host once, and notes what is missing.
 *
 * @param tables functions that are read later, by the table itself
 * @param objects filled here: the constant that has what the host gives for an interface
 * @param hosts filled here: the constant of what a `canon` calls
 */
export function readImports(
  writer: LinkWriter,
  matched: MatchedPlan,
  tables: readonly LowerTable[],
  objects: Map<MatchedInterface, string>,
  hosts: Map<number, string>,
): void {
  if (!needsImports(matched)) {
    return;
  }
  writer.statements.push(missingDeclaration(writer.builder));
  const objectOf = (owner: MatchedInterface): string => {
    if (owner.entry === undefined) {
      return "imports";
    }
    const known = objects.get(owner);
    if (known !== undefined) {
      return known;
    }
    // Only versions may differ from the host's: a name without one is read as it is.
    const read = owner.name.includes("@")
      ? call(runtime(writer, "importedInterface"), ["imports", literalText(owner.name)])
      : `imports[${JSON.stringify(owner.name)}]`;
    const name = declare(writer, labelKey(owner.entry.module.name), read);
    objects.set(owner, name);
    return name;
  };
  const classes = readClasses(writer, matched, objectOf);
  for (const [index, { resource }] of matched.imported) {
    writer.resources.set(index, classes.get(resource) ?? "");
  }
  for (const [canon, { owner, glue }] of matched.lowers) {
    const resource = resourceOf(owner, glue);
    const className = resource === undefined ? undefined : classes.get(resource);
    if (tables.some(({ functions }) => functions.has(canon))) {
      objectOf(owner);
      continue;
    }
    const { kind } = functionName(glue.mangled);
    if (kind === "method" || !callsHost(writer, canon, glue)) {
      continue;
    }
    if (kind === "constructor" && className !== undefined) {
      hosts.set(canon, className);
      continue;
    }
    const args = [
      "missing",
      className ?? objectOf(owner),
      literalText(glue.key),
      literalText(missingText(owner, glue)),
    ];
    const read = call(runtime(writer, "importedFunction"), args);
    hosts.set(canon, declare(writer, localName(glue), read));
  }
}

/** Reads the classes that the host gives for resources; gives their constants. */
function readClasses(
  writer: LinkWriter,
  { lowers, imported }: MatchedPlan,
  objectOf: (owner: MatchedInterface) => string,
): ReadonlyMap<ResourceGlue, string> {
  const constructors = new Map(
    [...lowers.values()].flatMap(({ owner, glue }) =>
      functionName(glue.mangled).kind === "constructor"
        ? [[resourceOf(owner, glue), glue] as const]
        : [],
    ),
  );
  const classes = new Map<ResourceGlue, string>();
  for (const { owner, resource } of imported.values()) {
    const construct = constructors.get(resource);
    const args: Doc[] = ["missing", objectOf(owner), literalText(resource.resource.key)];
    if (construct !== undefined) {
      args.push(literalText(missingText(owner, construct)));
    }
    const wanted = `${typeKey(resource.resource.name)}Class`;
    classes.set(resource, declare(writer, wanted, call(runtime(writer, "importedClass"), args)));
  }
  return classes;
}

/** Has everything that is missing reported together. */
export function checkMissing(writer: LinkWriter, matched: MatchedPlan, file: string): void {
  if (needsImports(matched)) {
    const check = call(runtime(writer, "checkImports"), [literalText(file), "missing"]);
    writer.statements.push([check, ";"]);
  }
}

function needsImports({ lowers, imported }: MatchedPlan): boolean {
  return lowers.size > 0 || imported.size > 0;
}

/** What only says that it is not supported calls nothing. */
function callsHost({ plan }: LinkWriter, index: number, { factory }: FunctionGlue): boolean {
  const canon = plan.canons[index];
  return !isUnsupported(factory) && canon?.kind === "lower" && !canon.options.async;
}

function missingDeclaration({ options }: ModuleBuilder): Doc {
  return options.emit === "js" ? "const missing = [];" : "const missing: string[] = [];";
}

function localName({ mangled, key }: FunctionGlue): string {
  const base = mangled.slice(mangled.indexOf("]") + 1);
  const name = labelKey(base.replace(".", "-"));
  return isIdentifierName(name) ? name : key;
}

/** What an error calls a function that the host did not give; its type is in `Imports`. */
function missingText({ entry: found, name }: MatchedInterface, glue: FunctionGlue): string {
  return `${found === undefined ? "" : `${name} `}${glue.mangled}`;
}

/** The glue of an import, and what it calls. */
export function loweredImport(
  matched: MatchedPlan,
  namespaces: Namespaces,
  hosts: ReadonlyMap<number, string>,
  canon: number,
): LoweredImport {
  const found = matched.lowers.get(canon);
  invariant(found !== undefined, "what is lowered was matched");
  const { owner, glue } = found;
  const path = functionPath("imports", owner, glue);
  return {
    ...found,
    factory: factoryName(namespaces, owner, glue.name),
    path,
    host: hosts.get(canon),
  };
}
