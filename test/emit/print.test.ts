import { fc } from "../fast-check.js";
import { format } from "prettier";
import { printStructure, StructureKind, type SourceFileStructure } from "ts-morph";
import { describe, expect, it } from "vitest";
import { printFile } from "../../src/emit/print.js";
import { structureKinds } from "../../src/emit/structure-kinds.js";

type Statements = Extract<SourceFileStructure["statements"], readonly unknown[]>;

function file(...statements: Statements): SourceFileStructure {
  return { kind: structureKinds.sourceFile, statements };
}

async function expectStable(structure: SourceFileStructure): Promise<void> {
  const text = printFile(structure);
  expect(text).toBe(await format(text, { parser: "typescript" }));
  const fromTsMorph = printStructure(structure);
  expect(text).toBe(await format(fromTsMorph, { parser: "typescript" }));
}

describe("structure kinds", () => {
  it("are ts-morph's", () => {
    expect(structureKinds).toEqual({
      class: StructureKind.Class,
      exportDeclaration: StructureKind.ExportDeclaration,
      function: StructureKind.Function,
      importDeclaration: StructureKind.ImportDeclaration,
      interface: StructureKind.Interface,
      sourceFile: StructureKind.SourceFile,
      typeAlias: StructureKind.TypeAlias,
      variableStatement: StructureKind.VariableStatement,
    });
  });
});

describe("printFile", () => {
  it("prints a file with everything in it", async () => {
    const structure = file(
      "// A comment.",
      {
        kind: structureKinds.importDeclaration,
        isTypeOnly: true,
        namedImports: ["Six", { name: "Row", alias: "Row_2" }],
        moduleSpecifier: "./types.js",
        leadingTrivia: "\n",
      },
      {
        kind: structureKinds.exportDeclaration,
        namedExports: ["Color", { name: "Six", isTypeOnly: true }],
        moduleSpecifier: "./types.js",
      },
      {
        kind: structureKinds.typeAlias,
        isExported: true,
        name: "Shape",
        type: '\n/** Round. */\n| { tag: "circle"; val: number }\n/**\n * Two\n * lines.\n */\n| { tag: "none" }',
        docs: ["A shape."],
        leadingTrivia: "\n",
      },
      {
        kind: structureKinds.interface,
        isExported: true,
        name: "Sink",
        extends: ["HostResource"],
        docs: ["\nA sink.\n\n- with a list\n\n@since 0.2.0"],
        properties: [
          { name: "size", hasQuestionToken: true, type: "number" },
          { name: '"a:b/c"', isReadonly: true, type: "C", docs: ["Quoted."], leadingTrivia: "\n" },
        ],
        methods: [
          { name: "push", parameters: [{ name: "n", type: "number" }], returnType: "number" },
        ],
      },
      {
        kind: structureKinds.class,
        isExported: true,
        name: "Counter",
        extends: "GuestResource",
        methods: [
          {
            name: "add",
            parameters: [{ name: "n", type: "number" }],
            returnType: "number",
            statements: ["if (n > 1) {\n  n++;\n}\nreturn n;"],
          },
          { name: "make", isStatic: true, returnType: "void", statements: [] },
        ],
      },
      {
        kind: structureKinds.variableStatement,
        declarationKind: "const" as never,
        isExported: true,
        declarations: [{ name: "x", type: "number", initializer: "1" }],
      },
      {
        kind: structureKinds.function,
        isExported: true,
        name: "lift",
        parameters: [{ name: "bound", type: "Bound" }],
        returnType: "(a: number) => number",
        statements: ["return (a) => bound.core(a);"],
      },
    );
    expect(printFile(structure)).toMatchInlineSnapshot(`
      "// A comment.

      import type { Six, Row as Row_2 } from "./types.js";
      export { Color, type Six } from "./types.js";

      /** A shape. */
      export type Shape =
        /** Round. */
        | { tag: "circle"; val: number }
        /**
         * Two
         * lines.
         */
        | { tag: "none" };

      /**
       * A sink.
       *
       * - with a list
       *
       * @since 0.2.0
       */
      export interface Sink extends HostResource {
        size?: number;

        /** Quoted. */
        readonly "a:b/c": C;
        push(n: number): number;
      }

      export class Counter extends GuestResource {
        add(n: number): number {
          if (n > 1) {
            n++;
          }
          return n;
        }

        static make(): void {}
      }

      export const x: number = 1;

      export function lift(bound: Bound): (a: number) => number {
        return (a) => bound.core(a);
      }
      "
    `);
    await expectStable(structure);
  });

  it("lays types out as prettier does, whatever their length", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(declaration as fc.Arbitrary<Statements[number]>, { minLength: 1, maxLength: 8 }),
        async (statements) => expectStable(file(...statements)),
      ),
      { numRuns: 150, seed: 7 },
    );
  }, 60_000);
});

const name = fc
  .tuple(fc.constantFrom("alpha", "beta", "gamma", "delta"), fc.integer({ min: 0, max: 24 }))
  .map(([word, length]) => word + "x".repeat(length));
const typeName = name.map((text) => text.charAt(0).toUpperCase() + text.slice(1));

const type: fc.Arbitrary<string> = fc.letrec<{
  type: string;
  operand: string;
  union: string;
}>((tie) => ({
  operand: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    typeName,
    fc.constantFrom("number", "string", "undefined", '"red"', '"dark-red"', "bigint"),
    name.map((text) => `"a-package:of-wit/${text}.resource"`),
    tie("operand").map((element) => `${element}[]`),
    tie("union").map((inner) => `(${inner})[]`),
    fc.array(tie("type"), { minLength: 1, maxLength: 3 }).map((items) => `[${items.join(", ")}]`),
    fc
      .tuple(typeName, fc.array(tie("type"), { minLength: 1, maxLength: 3 }))
      .map(([head, args]) => `${head}<${args.join(", ")}>`),
  ),
  union: fc
    .array(tie("operand"), { minLength: 2, maxLength: 3 })
    .map((operands) => operands.join(" | ")),
  type: fc.oneof({ depthSize: "small" }, tie("operand"), tie("union")),
})).type;

const variant = fc
  .array(
    fc.oneof(
      fc
        .tuple(name, type)
        .map(([key, payload]) => `{ tag: ${JSON.stringify(key)}; val: ${payload} }`),
      name.map((key) => `{ tag: ${JSON.stringify(key)} }`),
    ),
    { minLength: 1, maxLength: 4 },
  )
  .map((cases) => cases.join(" | "));

const parameters = fc.array(fc.record({ name, type }), { maxLength: 4 });
const docs = fc.constantFrom(undefined, ["One line."], ["\nTwo lines.\n\nA second."]);

function withDocs<T extends object>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T> {
  return fc
    .tuple(arbitrary, docs)
    .map(([structure, text]) => (text === undefined ? structure : { ...structure, docs: text }));
}

const declaration = fc.oneof(
  withDocs(
    fc.record({
      kind: fc.constant(structureKinds.interface),
      isExported: fc.boolean(),
      name: typeName,
      extends: fc.array(
        fc.oneof(
          typeName,
          fc.tuple(typeName, name).map(([head, text]) => `${head}<"a-package:of-wit/${text}">`),
        ),
        { maxLength: 1 },
      ),
      constructSignatures: fc.array(withDocs(fc.record({ parameters, returnType: typeName })), {
        maxLength: 1,
      }),
      properties: fc.array(
        withDocs(
          fc.record({ name, isReadonly: fc.boolean(), hasQuestionToken: fc.boolean(), type }),
        ),
        { maxLength: 3 },
      ),
      methods: fc.array(withDocs(fc.record({ name, parameters, returnType: type })), {
        maxLength: 3,
      }),
    }),
  ),
  withDocs(
    fc.record({
      kind: fc.constant(structureKinds.typeAlias),
      isExported: fc.boolean(),
      name: typeName,
      type: fc.oneof(type, variant),
      leadingTrivia: fc.constant("\n"),
    }),
  ),
  withDocs(
    fc.record({
      kind: fc.constant(structureKinds.function),
      isExported: fc.boolean(),
      name,
      parameters,
      returnType: type,
      statements: fc.constant(["return x;"]),
    }),
  ),
  fc.record({
    kind: fc.constant(structureKinds.importDeclaration),
    isTypeOnly: fc.boolean(),
    namedImports: fc.array(
      fc.oneof(typeName, fc.record({ name: typeName, alias: typeName.map((text) => `${text}_2`) })),
      { minLength: 1, maxLength: 5 },
    ),
    moduleSpecifier: fc.constant("./imports/wasi-io-streams.js"),
    leadingTrivia: fc.constant("\n"),
  }),
);
