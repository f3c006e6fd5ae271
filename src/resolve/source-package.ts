import { type Diagnostic, errorAt } from "../diagnostic.js";
import type { PackageName } from "../graph/package-graph.js";
import { formatPackageName } from "../graph/package-name.js";
import type { Span } from "../source.js";
import type * as ast from "../syntax/ast.js";
import type { ParseResult } from "../syntax/parse.js";
import type { Report } from "./report.js";

/** Files that belong together: they form one package, and may hold others nested in them. */
export interface SourceGroup {
  /** In order of their paths. */
  readonly files: readonly ParseResult[];
}

/** One package as written. */
export interface SourcePackage {
  readonly name: PackageName;
  readonly nameSpan: Span;
  readonly docs: string | undefined;
  /** One list per file; a top-level `use` is visible in its own only. */
  readonly files: readonly (readonly PackageItem[])[];
  /** Whether a file of it has a syntax error: then names may be missing that are really there. */
  readonly incomplete: boolean;
}

/** What a package holds once nested packages are taken out. */
export type PackageItem = Exclude<ast.Item, ast.NestedPackage>;

/** The packages of a group: the one that its files' headers name, and the nested ones. */
export interface PackageGroup {
  /** Absent when no header was found, which is reported unless a syntax error may have hidden it. */
  readonly main: SourcePackage | undefined;
  /** In source order. */
  readonly nested: readonly SourcePackage[];
}

/** Turns a name as written into one as the graph has it. */
export function packageName(name: ast.PackageName): PackageName {
  return {
    namespace: name.namespace.name,
    name: name.name.name,
    ...(name.version && { version: name.version.text }),
  };
}

/** Splits a group into its packages and reports what is wrong with their headers. */
export function splitGroup(group: SourceGroup, report: Report): PackageGroup {
  const nested: SourcePackage[] = [];
  const files: PackageItem[][] = [];
  for (const { file, diagnostics } of group.files) {
    const own: PackageItem[] = [];
    for (const item of file.items) {
      if (item.kind === "nested-package") {
        nested.push(nestedPackage(item, hasErrors(diagnostics), report));
      } else {
        own.push(item);
      }
    }
    files.push(own);
  }
  const incomplete = group.files.some(({ diagnostics }) => hasErrors(diagnostics));
  const header = agreedHeader(group, report);
  if (!header && !incomplete) {
    report(() => missingHeader(group, nested.length > 0));
  }
  return {
    main: header && {
      name: packageName(header.name),
      nameSpan: header.name.span,
      docs: header.docs,
      files,
      incomplete,
    },
    nested,
  };
}

function hasErrors(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some(({ severity }) => severity === "error");
}

interface Header {
  readonly name: ast.PackageName;
  readonly docs: string | undefined;
}

/** Any file may name the package; all that do must name the same, and one may document it. */
function agreedHeader(group: SourceGroup, report: Report): Header | undefined {
  const [first, ...others] = group.files.flatMap(({ file }) => file.header ?? []);
  if (!first) {
    return undefined;
  }
  const name = formatPackageName(packageName(first.name));
  let documented = first.docs === undefined ? undefined : first;
  for (const header of others) {
    if (formatPackageName(packageName(header.name)) !== name) {
      report(() => headerMismatch(header, first));
    } else if (header.docs !== undefined) {
      const earlier = documented;
      if (earlier) {
        report(() => duplicateDocs(header, earlier));
      }
      documented ??= header;
    }
  }
  return { name: first.name, docs: documented?.docs };
}

function headerMismatch(header: ast.PackageHeader, first: ast.PackageHeader): Diagnostic {
  const [text, expected] = [header, first].map(({ name }) => formatPackageName(packageName(name)));
  return errorAt(
    header.name.span,
    "package-name-mismatch",
    `package \`${text ?? ""}\` does not match \`${expected ?? ""}\`, the package that the other files belong to`,
    [
      { message: "the first `package` header is here", span: first.name.span },
      { message: "all files of a directory form one package" },
    ],
  );
}

function duplicateDocs(header: ast.PackageHeader, first: ast.PackageHeader): Diagnostic {
  return errorAt(
    header.docsSpan ?? header.span,
    "duplicate-package-docs",
    "found doc comments on more than one `package` header",
    [{ message: "the first ones are here", span: first.docsSpan ?? first.span }],
  );
}

function missingHeader(group: SourceGroup, hasNested: boolean): Diagnostic {
  const source = group.files[0]?.file.source;
  const example = "start a file with one, for example `package example:demo;`";
  return errorAt(
    source && { source, start: 0, end: 0 },
    "missing-package-header",
    "no `package` header was found in any WIT file for this package",
    [
      {
        message: hasNested
          ? `nested packages need a main package beside them: ${example}`
          : example,
      },
    ],
  );
}

function nestedPackage(
  item: ast.NestedPackage,
  incomplete: boolean,
  report: Report,
): SourcePackage {
  const own: PackageItem[] = [];
  let misplaced: ast.NestedPackage | undefined;
  for (const inner of item.items) {
    if (inner.kind === "nested-package") {
      misplaced ??= inner;
    } else {
      own.push(inner);
    }
  }
  if (misplaced) {
    report(() =>
      errorAt(
        misplaced.name.span,
        "misplaced-nested-package",
        "nested packages must be placed at the top-level",
        [{ message: "move it out of this package", span: item.name.span }],
      ),
    );
  }
  return {
    name: packageName(item.name),
    nameSpan: item.name.span,
    docs: item.docs,
    files: [own],
    incomplete: incomplete || misplaced !== undefined,
  };
}
