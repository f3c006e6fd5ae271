import type { StructureKind } from "ts-morph";

/**
 * The values of ts-morph's `StructureKind` for the structures that the emitter writes, so that plain data can be made
 * without loading ts-morph. A test compares them with the enum.
 */
export const structureKinds: {
  readonly class: StructureKind.Class;
  readonly exportDeclaration: StructureKind.ExportDeclaration;
  readonly function: StructureKind.Function;
  readonly importDeclaration: StructureKind.ImportDeclaration;
  readonly interface: StructureKind.Interface;
  readonly sourceFile: StructureKind.SourceFile;
  readonly typeAlias: StructureKind.TypeAlias;
  readonly variableStatement: StructureKind.VariableStatement;
} = {
  class: 2,
  exportDeclaration: 11,
  function: 13,
  importDeclaration: 16,
  interface: 19,
  sourceFile: 36,
  typeAlias: 38,
  variableStatement: 41,
};
