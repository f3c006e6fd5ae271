/** The flags of architecture.md under which generated code compiles, for the tests that compile some. */
export const strictest: {
  readonly [option: string]: boolean | string;
} = {
  target: "es2022",
  module: "nodenext",
  moduleDetection: "force",
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  isolatedModules: true,
  isolatedDeclarations: true,
  declaration: true,
  verbatimModuleSyntax: true,
  erasableSyntaxOnly: true,
  noUnusedLocals: true,
  noUnusedParameters: true,
  noImplicitReturns: true,
  noImplicitOverride: true,
  noPropertyAccessFromIndexSignature: true,
};

/** The two sets of libraries under which it does. */
export const libraries: Readonly<
  Record<"dom" | "node", { readonly lib: readonly string[]; readonly types: readonly string[] }>
> = {
  dom: { lib: ["es2022", "dom"], types: [] },
  node: { lib: ["es2023"], types: ["node"] },
};

/** The packages of the compilers that it compiles with. */
export const compilers: readonly string[] = ["typescript-5.9", "typescript", "typescript-7"];
