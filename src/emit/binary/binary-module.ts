import { worldAt } from "../../graph/graph-access.js";
import type { SourceFileStructure } from "ts-morph";
import { invariant } from "../../assert.js";
import { hardline, indent, join, printDoc, type Doc } from "../../abi/doc.js";
import { labelKey } from "../../abi/label-keys.js";
import type { Module } from "../bindings.js";
import { glueOf, glueStatements } from "../host/glue-statements.js";
import type { HostGlue } from "../host/host-glue.js";
import { isUnsupported } from "../host/unsupported-glue.js";
import { contractExport, importParameters } from "../host/world-glue.js";
import { moduleFile, typeStatements } from "../interface-module.js";
import {
  runtimeType,
  runtimeValue,
  specifierOf,
  type ModuleBuilder,
  type Statement,
} from "../module-builder.js";
import { structureKinds } from "../structure-kinds.js";
import { exportsType, importsType, worldEntries } from "../world-module.js";
import type { Binary } from "./binary.js";
import { insideFileName, type InsideGlue } from "./inside-glue.js";
import type { Namespaces } from "./glue-names.js";
import { linkStatements, type ImportedInside } from "./link-statements.js";
import { call } from "./link-writer.js";
import { matchPlan, type MatchedInterface, type MatchedPlan } from "./match-plan.js";

/** A core module that becomes a file. */
export interface ModuleFile {
  /** Index in the plan's modules; `undefined` for the trap helper. */
  readonly module: number | undefined;
  /** Its property among the modules: `core`. */
  readonly key: string;
  /** Below the output directory: `calculator.core.wasm`. */
  readonly path: string;
}

/** Names the core modules, in the order in which they stand in the binary, and the trap helper. */
export function moduleFiles({ name, plan }: Binary): readonly ModuleFile[] {
  const ordered = [...plan.modules.entries()].sort(([, a], [, b]) => a.offset - b.offset);
  const files = ordered.map(([module], index): ModuleFile => {
    const key = index === 0 ? "core" : `core${index + 1}`;
    return { module, key, path: `${name}.${key}.wasm` };
  });
  return [...files, { module: undefined, key: "trap", path: "trap.wasm" }];
}

/** Describes the file of a component: as that of a world, but it links this one binary and no other. */
export function binaryModule(
  builder: ModuleBuilder,
  host: HostGlue,
  binary: Binary,
  insideGlue: InsideGlue | undefined,
): SourceFileStructure {
  const { graph, module } = builder;
  invariant(module.world !== undefined, "a world's module has a world");
  const world = worldAt(graph, module.world);
  const subject = `component \`${binary.file}\``;
  const imports = worldEntries(builder, world, "imports");
  const exports = worldEntries(builder, world, "exports");
  const glue = glueOf(builder, host);
  const matched = matchPlan(
    binary.plan,
    glue,
    ({ module: other }) => host.modules.get(other)?.sides[other.side],
    imports,
    exports,
  );
  // A world may import more than its component does.
  const isImporting = matched.lowers.size > 0 || matched.imported.size > 0;
  const namespaces = nameNamespaces(builder, matched);
  const inside = insideGlue && {
    glue: insideGlue,
    namespace: builder.module.scope.declare("insideGlue"),
  };
  const files = moduleFiles(binary);
  const modules = binary.plan.modules.map(
    (_, index) => files.find((file) => file.module === index)?.key ?? "",
  );
  const body = linkStatements(builder, host, { binary, matched, namespaces, inside, modules });
  const statements = [
    ...typeStatements(builder, module.typeNames.keys(), imports.members),
    importsType(builder, world, subject, imports),
    exportsType(builder, world, subject, exports),
    modulesType(builder, files),
    ...glueStatements(builder, host, glue),
    linkFunction(builder, body, isImporting),
    ...instantiateFunctions(builder, files, isImporting, binary.starting.size > 0),
    contractExport(builder),
  ];
  return moduleFile(builder, `component ${binary.file}`, [
    ...namespaceImports(builder, namespaces, inside),
    ...statements,
  ]);
}

/** Factories of several interfaces may have the same name, so each interface's glue is a namespace. */
function nameNamespaces(builder: ModuleBuilder, matched: MatchedPlan): Namespaces {
  const namespaces = new Map<MatchedInterface, string>();
  const used = new Set(
    [...matched.lowers.values()].flatMap(({ owner, glue }) =>
      isUnsupported(glue.factory) ? [] : [owner],
    ),
  );
  for (const owner of [...matched.imports, ...matched.exports]) {
    const isUsed = used.has(owner) || matched.exports.includes(owner);
    if (owner.entry !== undefined && isUsed) {
      const { name } = owner.entry.module;
      namespaces.set(owner, builder.module.scope.declare(`${labelKey(name)}Glue`));
    }
  }
  return namespaces;
}

function namespaceImports(
  builder: ModuleBuilder,
  namespaces: Namespaces,
  inside: ImportedInside | undefined,
): Statement[] {
  const imports = [...namespaces].flatMap(([{ entry }, namespace]) =>
    entry === undefined ? [] : [namespaceImport(builder, namespace, entry.module)],
  );
  if (inside !== undefined) {
    const file = insideFileName(builder.module);
    imports.push(namespaceImport(builder, inside.namespace, { ...builder.module, file }));
  }
  return imports;
}

function namespaceImport(builder: ModuleBuilder, namespace: string, module: Module): Statement {
  return {
    kind: structureKinds.importDeclaration,
    namespaceImport: namespace,
    moduleSpecifier: specifierOf(builder, module),
  };
}

function modulesType(builder: ModuleBuilder, files: readonly ModuleFile[]): Statement {
  const type = runtimeType(builder, "CoreModule");
  return {
    kind: structureKinds.interface,
    isExported: true,
    name: "Modules",
    docs: ["The compiled core modules: files beside this one."],
    properties: files.map(({ key, path }) => ({
      name: key,
      type,
      isReadonly: true,
      docs: [`\`${path}\``],
    })),
  };
}

function linkFunction(builder: ModuleBuilder, body: string, isImporting: boolean): Statement {
  return {
    kind: structureKinds.function,
    name: "linkInstance",
    isGenerator: true,
    parameters: [
      { name: "modules", type: "Modules" },
      ...(isImporting ? [{ name: "imports", type: "Imports" }] : []),
    ],
    returnType: `${runtimeType(builder, "Linking")}<Exports>`,
    statements: [body],
  };
}

function instantiateFunctions(
  builder: ModuleBuilder,
  files: readonly ModuleFile[],
  hasImports: boolean,
  isStarting: boolean,
): Statement[] {
  const modules = { name: "modules", type: "Modules" };
  const { typeParameters, parameters: imports } = hasImports
    ? importParameters(builder, true)
    : { typeParameters: [], parameters: [] };
  // Interfaces are looked for by both kinds of name.
  const cast = builder.options.emit === "js" ? "" : " as Imports";
  const args = (): Doc[] =>
    hasImports
      ? ["modules", `${runtimeValue(builder, "providedImports")}(imports, options)${cast}`]
      : ["modules"];
  const failed = isStarting ? [runtimeValue(builder, "startFailed")] : [];
  const link = (driver: string): string =>
    printDoc(["return ", call(driver, [call("linkInstance", args()), ...failed]), ";"], 2);
  const modulesDoc = compileModulesDoc(builder, files);
  const isAsync = true;
  const isExported = true;
  const kind = structureKinds.function;
  return [
    {
      ...{ kind, isExported, isAsync, name: "compileModules" },
      docs: ["Compiles the core modules, from the files beside this one."],
      parameters: [],
      returnType: "Promise<Modules>",
      statements: [printDoc(modulesDoc, 2)],
    },
    {
      ...{ kind, isExported, isAsync, name: "instantiate" },
      docs: ["Makes an instance of the component, from the files beside this one."],
      typeParameters,
      parameters: imports,
      returnType: "Promise<Exports>",
      statements: [
        `return instantiateModules(await compileModules()${hasImports ? ", imports, options" : ""});`,
      ],
    },
    {
      ...{ kind, isExported, isAsync, name: "instantiateModules" },
      docs: ["The same from compiled core modules, where the host imports them as files."],
      typeParameters,
      parameters: [modules, ...imports],
      returnType: "Promise<Exports>",
      statements: [link(runtimeValue(builder, "link"))],
    },
    {
      ...{ kind, isExported, name: "instantiateSync" },
      docs: ["The same without waiting."],
      typeParameters,
      parameters: [modules, ...imports],
      returnType: "Exports",
      statements: [link(runtimeValue(builder, "linkSync"))],
    },
  ];
}

/** The body of `compileModules`: all files at the same time. */
function compileModulesDoc(builder: ModuleBuilder, files: readonly ModuleFile[]): Doc {
  const names = files.map(({ key }) => key).join(", ");
  const compile = runtimeValue(builder, "compileFile");
  const compiled = files.map(({ path }) =>
    call(compile, [call("new URL", [JSON.stringify(`./${path}`), "import.meta.url"])]),
  );
  return [
    `const [${names}] = await Promise.all([`,
    indent([hardline, join([",", hardline], compiled), ","]),
    hardline,
    "]);",
    hardline,
    `return { ${names} };`,
  ];
}
