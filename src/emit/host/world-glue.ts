import type { FunctionDeclarationStructure } from "ts-morph";
import { bracketed, group, indent, line, printDoc, type Doc } from "../../abi/doc.js";
import {
  importValueAs,
  runtimeSpecifier,
  runtimeType,
  runtimeValue,
  specifierOf,
  type ModuleBuilder,
  type Statement,
} from "../module-builder.js";
import { createScope, propertyKey, type NameScope } from "../names.js";
import { LOADER_MODULE } from "../runtime-symbols.js";
import { structureKinds } from "../structure-kinds.js";
import { constantStatement } from "../types/constant-object.js";
import type { InterfaceEntry, WorldEntries } from "../world-module.js";
import { object, openObject, property, tableDoc } from "./binding-table.js";
import { glueOf, glueStatements } from "./glue-statements.js";
import type { HostGlue } from "./host-glue.js";

/** The table of a world, and the functions that make an instance of it. */
export function worldGlueStatements(
  builder: ModuleBuilder,
  host: HostGlue,
  path: string,
  imports: WorldEntries,
  exports: WorldEntries,
): Statement[] {
  const glue = glueOf(builder, host);
  const bindings = createScope(glue.glue.names);
  const sideDoc = (side: "imports" | "exports", entries: WorldEntries): Doc => {
    const own = glue.sides[side];
    const properties = entries.interfaces.map((entry) =>
      bindingDoc(builder, host, bindings, entry),
    );
    if (own !== undefined && (own.functions.length > 0 || own.resources.length > 0)) {
      properties.push(property("$root", tableDoc(own, side, 4)));
    }
    return openObject(properties);
  };
  const table = openObject([
    property("name", JSON.stringify(path)),
    ...(builder.options.results === "value" ? [property("results", '"value"')] : []),
    property("imports", sideDoc("imports", imports)),
    property("exports", sideDoc("exports", exports)),
  ]);
  const isImporting = imports.interfaces.length > 0 || !isEmpty(imports);
  return [
    ...glueStatements(builder, host, glue),
    constantStatement({
      name: "world",
      type: runtimeType(builder, "WorldBinding"),
      initializer: printDoc(table, 0),
      docs: [],
      isExported: false,
    }),
    ...instantiateFunctions(builder, isImporting),
    contractExport(builder),
  ];
}

function isEmpty({ members }: WorldEntries): boolean {
  return members.functions.length === 0 && members.resources.length === 0;
}

function bindingDoc(
  builder: ModuleBuilder,
  host: HostGlue,
  bindings: NameScope,
  entry: InterfaceEntry,
): Doc {
  const { module, shortKey } = entry;
  const name = host.modules.get(module)?.sides[module.side]?.name ?? "";
  const specifier = specifierOf(builder, module);
  const local = importValueAs(builder, specifier, name, bindings);
  const key = propertyKey(entry.key);
  return shortKey === undefined
    ? group([`${key}:`, indent([line, local])])
    : property(key, object([`...${local}`, `shortKey: ${JSON.stringify(shortKey)}`]));
}

function instantiateFunctions(builder: ModuleBuilder, isImporting: boolean): Statement[] {
  const { typeParameters, parameters } = importParameters(builder, isImporting);
  const options = isImporting ? ["options"] : [];
  // The runtime gives what the table says, which its types cannot.
  const typed = builder.options.emit === "js" ? "exports" : "exports as unknown as Exports";
  const source = runtimeType(builder, "ComponentSource");
  const loaded = `${runtimeType(builder, "LoadedComponent")} | ${runtimeType(builder, "CoreModule")}`;
  return [
    `\nconst importLoader = () => ${loaderText(builder)};`,
    {
      kind: structureKinds.function,
      isExported: true,
      isAsync: true,
      name: "instantiate",
      docs: [
        "\nMakes an instance of the world, from any component of it or from a core module with\nits canonical names.",
      ],
      typeParameters,
      parameters: [{ name: "source", type: `${source} | PromiseLike<${source}>` }, ...parameters],
      returnType: "Promise<Exports>",
      statements: [
        assignExports(`await ${runtimeValue(builder, "instantiateWorld")}`, [
          ...["world", "source", "imports", "importLoader"],
          ...options,
        ]),
        `return ${typed};`,
      ],
    },
    {
      kind: structureKinds.function,
      isExported: true,
      name: "instantiateSync",
      docs: ["The same without waiting, from what is loaded or compiled already."],
      typeParameters,
      parameters: [{ name: "source", type: loaded }, ...parameters],
      returnType: "Exports",
      statements: [
        assignExports(runtimeValue(builder, "instantiateWorldSync"), [
          ...["world", "source", "imports"],
          ...options,
        ]),
        `return ${typed};`,
      ],
    },
  ];
}

function assignExports(callee: string, args: readonly string[]): string {
  return printDoc([`const exports = ${callee}`, bracketed("(", args, ")"), ";"], 2);
}

/** How a host gives imports. */
interface ImportParameters {
  readonly typeParameters: string[];
  readonly parameters: Parameters;
}

/** Describes the parameters by which a host gives imports; without any, there is only what callers of all worlds pass. */
export function importParameters(builder: ModuleBuilder, isImporting: boolean): ImportParameters {
  if (!isImporting) {
    return {
      typeParameters: [],
      parameters: [{ name: "imports", type: "Imports", initializer: "{}" }],
    };
  }
  const given = runtimeType(builder, "GivenImports");
  return {
    typeParameters: [`Options extends ${runtimeType(builder, "InstantiateOptions")}`],
    parameters: [
      { name: "imports", type: `${given}<Imports, Options>` },
      { name: "options", type: "Options", hasQuestionToken: true },
    ],
  };
}

type Parameters = NonNullable<FunctionDeclarationStructure["parameters"]>;

/** A runtime that is copied comes without the loader. */
function loaderText(builder: ModuleBuilder): string {
  return builder.options.runtimeModule?.startsWith("./") === true
    ? `Promise.resolve(${runtimeValue(builder, "coreModuleLoader")})`
    : `import("${LOADER_MODULE}")`;
}

/** Code that was generated for another contract than that of the runtime does not load. */
export function contractExport(builder: ModuleBuilder): Statement {
  return {
    kind: structureKinds.exportDeclaration,
    namedExports: [{ name: "contract1", alias: "contract" }],
    moduleSpecifier: runtimeSpecifier(builder),
    leadingTrivia: "\n",
  };
}
