import type {
  FunctionDeclarationStructure,
  ImportDeclarationStructure,
  SourceFileStructure,
  VariableStatementStructure,
} from "ts-morph";
import { invariant } from "../assert.js";
import type { Statement } from "./module-builder.js";
import { printFile } from "./print.js";
import { withStatements } from "./script-structure.js";
import { structureKinds } from "./structure-kinds.js";

/** Describes the declaration file of a file that was described for JavaScript: what it exports, without glue. */
export function declarationStructure(file: SourceFileStructure): SourceFileStructure {
  const declared = withStatements(file, (statement): readonly Statement[] => {
    if (typeof statement === "string") {
      return /^\n?\/[/*]/.test(statement) ? [statement] : [];
    }
    switch (statement.kind) {
      case structureKinds.importDeclaration:
        return [statement];
      case structureKinds.exportDeclaration:
        // What a module exports without types is glue, for the other modules.
        return statement.moduleSpecifier === undefined ? [] : [statement];
      case structureKinds.variableStatement:
        return statement.isExported === true ? [declaredVariables(statement)] : [];
      case structureKinds.function:
        return statement.isExported === true ? [declaredFunction(statement)] : [];
      case structureKinds.interface:
      case structureKinds.typeAlias:
        return statement.isExported === true ? [statement] : [];
      case structureKinds.class:
        return [];
      default:
        invariant(false, `structures of kind ${statement.kind} are not declared`);
    }
  });
  const names = usedNames(declared);
  return withStatements(declared, (statement) =>
    typeof statement === "object" && statement.kind === structureKinds.importDeclaration
      ? usedImports(statement, names)
      : [statement],
  );
}

function declaredVariables(statement: VariableStatementStructure): VariableStatementStructure {
  const declarations = statement.declarations.map(({ initializer: _, ...rest }) => rest);
  return { ...statement, hasDeclareKeyword: true, declarations };
}

function declaredFunction({
  statements: _,
  isAsync: _isAsync,
  ...rest
}: FunctionDeclarationStructure): FunctionDeclarationStructure {
  return {
    ...rest,
    hasDeclareKeyword: true,
    parameters: (rest.parameters ?? []).map(({ initializer, ...parameter }) =>
      initializer === undefined ? parameter : { ...parameter, hasQuestionToken: true },
    ),
  };
}

/** The names that a file's code may refer to, imports aside: words that are no keys, and stand in no comment or string. */
function usedNames(file: SourceFileStructure): ReadonlySet<string> {
  const body = withStatements(file, (statement) =>
    typeof statement === "string" || statement.kind === structureKinds.importDeclaration
      ? []
      : [statement],
  );
  const code = printFile(body).replace(/\/\*[^]*?\*\/|"(?:\\.|[^"\\])*"/g, "");
  return new Set(code.match(/[A-Za-z_$][\w$]*(?![\w$]|\??[:(])/g));
}

function usedImports(
  statement: ImportDeclarationStructure,
  names: ReadonlySet<string>,
): ImportDeclarationStructure[] {
  if (statement.namespaceImport !== undefined) {
    // Glue of another module: only code names it.
    return [];
  }
  invariant(Array.isArray(statement.namedImports), "imports are named");
  const namedImports = statement.namedImports.flatMap((each) => {
    invariant(typeof each === "object", "names of imports are data");
    const { name, alias } = each;
    return names.has(alias ?? name) ? [{ name, ...(alias === undefined ? {} : { alias }) }] : [];
  });
  return namedImports.length === 0 ? [] : [{ ...statement, isTypeOnly: true, namedImports }];
}
