/**
 * Which folder may import which, by value: see the list in src/index.ts. Type-only imports are free.
 *
 * The three root files serve the generator's folders; `assert` has no dependency and serves all but the runtime.
 */
const mayImport = {
  abi: ["assert"],
  graph: ["assert"],
  runtime: [],
  wasi: ["runtime"],
  component: ["abi", "runtime", "assert"],
  "wit-binary": ["graph", "component", "source", "diagnostic", "assert"],
  syntax: ["source", "diagnostic", "assert"],
  resolve: ["graph", "source", "diagnostic", "assert"],
  emit: ["graph", "abi", "source", "diagnostic", "assert"],
  files: ["source", "diagnostic", "assert"],
};

const layers = Object.entries(mayImport).map(([folder, others]) => ({
  name: `layer-${folder}`,
  severity: "error",
  from: { path: `^src/${folder}/` },
  to: {
    path: "^src/",
    pathNot: [`^src/${folder}/`, ...others.map((other) => `^src/${other}(/|\\.ts$)`)],
    dependencyTypesNot: ["type-only"],
  },
}));

/** Says that only `folders` may import what matches `path`. */
const onlyFrom = (name, path, folders) => ({
  name,
  severity: "error",
  from: { path: "^src/", pathNot: folders.map((folder) => `^src/${folder}(/|\\.ts$)`) },
  to: { path, dependencyTypesNot: ["type-only"] },
});

module.exports = {
  forbidden: [
    {
      name: "no-cycle",
      severity: "error",
      from: { path: "^src/" },
      to: { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } },
    },
    ...layers,
    {
      name: "cli-is-the-top",
      severity: "error",
      from: { path: "^src/", pathNot: "^src/cli(/|\\.ts$)" },
      to: { path: "^src/cli(/|\\.ts$)" },
    },
    {
      name: "no-index-import",
      comment: "Import the file itself, never another folder's index.ts.",
      severity: "error",
      from: { path: "^src/([^/]+)/" },
      to: { path: "^src/[^/]+/index\\.ts$", pathNot: "^src/$1/" },
    },
    onlyFrom("only-syntax-imports-chevrotain", "node_modules/(@?chevrotain)", ["syntax"]),
    onlyFrom("only-emit-imports-ts-morph", "node_modules/(ts-morph|prettier)/", ["emit"]),
    onlyFrom("only-cli-imports-yargs", "node_modules/yargs", ["cli"]),
    {
      name: "only-files-imports-fs",
      comment: "The loader reads file: URLs, with an import() that browsers never reach.",
      severity: "error",
      from: { path: "^src/", pathNot: "^src/files/" },
      to: { path: "^(node:)?fs(/promises)?$", dynamic: false },
    },
    {
      name: "browser-folders-have-no-dependency",
      severity: "error",
      from: { path: "^src/(abi|component|runtime|graph)/" },
      to: { dependencyTypes: ["core", "npm", "npm-peer", "npm-optional"], dynamic: false },
    },
    {
      name: "wit-entry-runs-in-browsers",
      severity: "error",
      from: { path: "^src/wit\\.ts$" },
      to: { path: "^(node:)?(fs|path|os|url)|node_modules/(ts-morph|prettier)/", reachable: true },
    },
    {
      name: "resolvable",
      severity: "error",
      from: { path: "^src/" },
      to: { couldNotResolve: true },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    doNotFollow: { path: "node_modules" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "node", "default"],
    },
  },
};
