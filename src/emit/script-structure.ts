import type {
  ClassDeclarationStructure,
  ExportDeclarationStructure,
  FunctionDeclarationStructure,
  ImportDeclarationStructure,
  OptionalKind,
  ParameterDeclarationStructure,
  SourceFileStructure,
  VariableStatementStructure,
} from "ts-morph";
import { invariant } from "../assert.js";
import type { Statement } from "./module-builder.js";
import { structureKinds } from "./structure-kinds.js";

/**
 * Takes the types out of a file that was described for JavaScript: its texts, which are glue and bodies, have none
 * already.
 */
export function scriptStructure(file: SourceFileStructure): SourceFileStructure {
  return withStatements(file, (statement) => {
    if (typeof statement === "string") {
      return [statement];
    }
    switch (statement.kind) {
      case structureKinds.interface:
      case structureKinds.typeAlias:
        return [];
      case structureKinds.importDeclaration:
        return valueImports(statement);
      case structureKinds.exportDeclaration:
        return valueExports(statement);
      case structureKinds.variableStatement:
        return [untypedVariables(statement)];
      case structureKinds.function:
        return [untypedFunction(statement)];
      case structureKinds.class:
        return [untypedClass(statement)];
      default:
        invariant(false, `structures of kind ${statement.kind} have no JavaScript`);
    }
  });
}

/** Replaces the statements of a file; one that is left with comments and imports stays a module. */
export function withStatements(
  file: SourceFileStructure,
  change: (statement: Statement) => readonly Statement[],
): SourceFileStructure {
  invariant(Array.isArray(file.statements), "a file has a list of statements");
  const statements = file.statements.flatMap((statement): readonly Statement[] => {
    invariant(typeof statement !== "function", "statements are data");
    return change(statement);
  });
  const isModule = statements.some(
    (each) =>
      typeof each === "object" &&
      (each.kind === structureKinds.importDeclaration ||
        each.kind === structureKinds.exportDeclaration ||
        ("isExported" in each && each.isExported)),
  );
  if (!isModule) {
    statements.push({ kind: structureKinds.exportDeclaration, leadingTrivia: "\n" });
  }
  return { ...file, statements: apart(statements) };
}

/** The first import, and the first of a row of exports, stand apart also where what stood before them is gone. */
function apart(statements: readonly Statement[]): Statement[] {
  return statements.map((statement, index) => {
    if (typeof statement === "string") {
      return statement;
    }
    const previous = statements[index - 1];
    const { kind } = statement;
    const isListed =
      kind === structureKinds.importDeclaration || kind === structureKinds.exportDeclaration;
    const isFirst = typeof previous !== "object" || previous.kind !== kind;
    return isListed && isFirst ? { ...statement, leadingTrivia: "\n" } : statement;
  });
}

function valueImports(statement: ImportDeclarationStructure): ImportDeclarationStructure[] {
  const { namedImports } = statement;
  if (statement.namespaceImport !== undefined) {
    return [statement];
  }
  invariant(Array.isArray(namedImports), "imports are named");
  const names = namedImports.filter(isValue);
  return statement.isTypeOnly === true || names.length === 0
    ? []
    : [{ ...statement, namedImports: names }];
}

function valueExports(statement: ExportDeclarationStructure): ExportDeclarationStructure[] {
  const { namedExports = [] } = statement;
  invariant(Array.isArray(namedExports), "exports are named");
  const names = namedExports.filter(isValue);
  return statement.isTypeOnly === true || names.length === 0
    ? []
    : [{ ...statement, namedExports: names }];
}

function isValue(specifier: object | string): boolean {
  return !(
    typeof specifier === "object" &&
    "isTypeOnly" in specifier &&
    specifier.isTypeOnly === true
  );
}

function untypedVariables(statement: VariableStatementStructure): VariableStatementStructure {
  const declarations = statement.declarations.map(({ type: _, ...rest }) => rest);
  return { ...statement, declarations };
}

type Parameters = OptionalKind<ParameterDeclarationStructure>[] | undefined;

function untypedParameters(parameters: Parameters): OptionalKind<ParameterDeclarationStructure>[] {
  return (parameters ?? []).map(({ type: _, hasQuestionToken: _mark, ...rest }) => rest);
}

function untypedFunction({
  returnType: _,
  typeParameters: _types,
  ...rest
}: FunctionDeclarationStructure): FunctionDeclarationStructure {
  return { ...rest, parameters: untypedParameters(rest.parameters) };
}

function untypedClass(statement: ClassDeclarationStructure): ClassDeclarationStructure {
  return {
    ...statement,
    methods: (statement.methods ?? []).map(({ returnType: _, ...rest }) => ({
      ...rest,
      hasOverrideKeyword: false,
      parameters: untypedParameters(rest.parameters),
    })),
  };
}
