import type { IToken, ParserMethod, TokenType } from "chevrotain";
import type * as ast from "./ast.js";
import { RecoveringParser, type Body, type Docs } from "./recovering-parser.js";
import { readStringLiteral } from "./string-literal.js";
import * as t from "./tokens.js";
import { versionProblem } from "./version.js";

/** How deep types, and packages, nest: as in the reference. */
const maxDepth = 100;

const maxListLength = 2 ** 32 - 1;

/** What stands before the first word of an item. */
interface ItemHead {
  readonly start: number;
  readonly docs: Docs;
  readonly attributes: readonly ast.Attribute[];
}

/** What a rule gets instead of an item's head, or a body, while chevrotain records the grammar. */
const noHead: ItemHead = { start: 0, docs: { text: undefined, span: undefined }, attributes: [] };

/** A choice of the grammar that uses nothing of the call it stands in, and so is made only once. */
type Alternatives<Result> = { ALT: () => Result }[];

/**
 * The grammar of WIT.md, one rule per production, in its order. Where the reference accepts more (empty lists, `own`,
 * `error-context`, results of constructors), so does this grammar. The next token alone decides every choice.
 * Rules build the syntax tree as they go.
 */
export class WitParser extends RecoveringParser {
  private typeAlternatives: Alternatives<ast.Type> | undefined;

  constructor(validate = false) {
    super(validate);
    this.performSelfAnalysis();
  }

  // ------------------------------------------------------------------------------------------ files and packages

  /** `wit-file ::= items` */
  readonly file: ParserMethod<[], ast.SourceFile> = this.RULE("file", (): ast.SourceFile => {
    const { source } = this;
    const all = this.SUBRULE(this.items);
    return this.ACTION(() => {
      const header = all.find((item) => item.kind === "package-header");
      const items = all.filter((item) => item.kind !== "package-header");
      const span = { source, start: 0, end: source.text.length };
      return { kind: "source-file", source, header, items, span };
    });
  });

  /** `items ::= ( gate ( package-item | toplevel-use-item | world-item | interface-item ) )*` */
  private readonly items = this.RULE(
    "items",
    (body?: Body): readonly (ast.Item | ast.PackageHeader)[] => {
      const items: (ast.Item | ast.PackageHeader)[] = [];
      do {
        this.MANY(() => {
          const item = this.recovering(body, () => this.SUBRULE(this.item));
          if (item !== undefined) {
            items.push(item);
          }
        });
      } while (this.skipStray(body));
      return items;
    },
  );

  private readonly item = this.RULE("item", (): ast.Item | ast.PackageHeader => {
    const head = this.SUBRULE(this.head);
    return this.OR<ast.Item | ast.PackageHeader>([
      { ALT: () => this.SUBRULE(this.packageItem, { ARGS: [head] }) },
      { ALT: () => this.SUBRULE(this.topLevelUse, { ARGS: [head] }) },
      { ALT: () => this.SUBRULE(this.world, { ARGS: [head] }) },
      { ALT: () => this.SUBRULE(this.interface, { ARGS: [head] }) },
    ]);
  });

  /** `package-item ::= 'package' package-name ( ';' | '{' items '}' )`: with `;` only at the start of a file. */
  private readonly packageItem = this.RULE(
    "packageItem",
    (head: ItemHead = noHead): ast.PackageHeader | ast.NestedPackage => {
      const opensFile = this.isFirst(head.start);
      this.checkPackage(head);
      const owner = this.CONSUME(t.Package);
      const name = this.SUBRULE(this.packageName);
      const { text: docs, span: docsSpan } = head.docs;
      return this.OR<ast.PackageHeader | ast.NestedPackage>([
        {
          ALT: () => {
            const end = this.CONSUME(t.Semicolon);
            if (!opensFile) {
              this.reportLateHeader(end);
            }
            return {
              kind: "package-header",
              docs,
              docsSpan,
              name,
              span: this.spanFrom(head.start),
            };
          },
        },
        {
          ALT: () => {
            const body = this.openBody(owner, "item", "the package name");
            this.packageDepth++;
            const all = this.SUBRULE(this.items, { ARGS: [body] });
            this.packageDepth--;
            this.closeBody(body);
            const items = this.ACTION(() => all.filter((item) => item.kind !== "package-header"));
            const span = this.spanFrom(head.start);
            return { kind: "nested-package", docs, docsSpan, name, items, span };
          },
        },
      ]);
    },
  );

  /** `package-name ::= id ':' id ( '@' valid-semver )?` */
  private readonly packageName = this.RULE("packageName", (): ast.PackageName => {
    const start = this.here();
    const namespace = this.identifier(this.CONSUME(t.Word));
    this.CONSUME(t.Colon);
    const name = this.identifier(this.CONSUME2(t.Word));
    const version = this.SUBRULE(this.atVersion);
    return { kind: "package-name", namespace, name, version, span: this.spanFrom(start) };
  });

  /** `( '@' valid-semver )?` */
  private readonly atVersion = this.RULE("atVersion", (): ast.Version | undefined =>
    this.OPTION(() => {
      this.CONSUME(t.At);
      return this.SUBRULE(this.version);
    }),
  );

  /** `valid-semver ::= integer '.' integer '.' integer ( '-' label* )? ( '+' label* )?` */
  private readonly version = this.RULE("version", (): ast.Version => {
    const start = this.here();
    this.CONSUME(t.Integer);
    this.CONSUME(t.Period);
    this.CONSUME2(t.Integer);
    this.CONSUME2(t.Period);
    const patch = this.CONSUME3(t.Integer);
    return this.ACTION(() => {
      const core = this.tokenSpan(patch).end;
      const end = this.skipVersionLabels(t.Plus, this.skipVersionLabels(t.Minus, core));
      const text = this.source.text.slice(start, end);
      this.checkVersionIsWhole(start, text);
      const problem = versionProblem(text);
      if (problem !== undefined) {
        this.report(start, end, "invalid-version", problem);
      }
      return { kind: "version", text, span: { source: this.source, start, end } };
    });
  });

  /** `toplevel-use-item ::= 'use' use-path ( 'as' id )? ';'` */
  private readonly topLevelUse = this.RULE(
    "topLevelUse",
    (head: ItemHead = noHead): ast.TopLevelUse => {
      this.CONSUME(t.Use);
      const path = this.SUBRULE(this.usePath);
      const alias = this.OPTION(() => {
        this.CONSUME(t.As);
        return this.identifier(this.CONSUME(t.Word));
      });
      this.CONSUME(t.Semicolon);
      return {
        kind: "top-level-use",
        docs: head.docs.text,
        attributes: head.attributes,
        path,
        alias,
        span: this.spanFrom(head.start),
      };
    },
  );

  /** `use-path ::= id | id ':' id '/' id ( '@' valid-semver )?` */
  private readonly usePath = this.RULE("usePath", (): ast.UsePath => {
    const first = this.identifier(this.CONSUME(t.Word));
    const path = this.OPTION(() => {
      this.CONSUME(t.Colon);
      const name = this.identifier(this.CONSUME2(t.Word));
      return this.SUBRULE(this.pathEnd, { ARGS: [first, name] });
    });
    return path ?? localPath(first);
  });

  /** `path-end ::= '/' id ( '@' valid-semver )?`: what follows the package in a path */
  private readonly pathEnd = this.RULE(
    "pathEnd",
    (namespace: ast.Identifier = noName, name: ast.Identifier = noName): ast.PackagePath => {
      this.CONSUME(t.Slash);
      const item = this.identifier(this.CONSUME(t.Word));
      const version = this.SUBRULE(this.atVersion);
      const { start } = namespace.span;
      const packageSpan = { source: this.source, start, end: name.span.end };
      return {
        kind: "package-path",
        package: { kind: "package-name", namespace, name, version, span: packageSpan },
        name: item,
        span: this.spanFrom(start),
      };
    },
  );

  // ------------------------------------------------------------------------------------------------------ worlds

  /** `world-item ::= 'world' id '{' world-items '}'` */
  private readonly world = this.RULE("world", (head: ItemHead = noHead): ast.World => {
    const owner = this.CONSUME(t.World);
    const name = this.identifier(this.CONSUME(t.Word));
    const body = this.openBody(owner, "worldItem", "the name of the world");
    const items: ast.WorldItem[] = [];
    do {
      this.MANY(() => {
        const item = this.recovering(body, () => this.SUBRULE(this.worldItem));
        if (item !== undefined) {
          items.push(item);
        }
      });
    } while (this.skipStray(body));
    this.closeBody(body);
    return {
      kind: "world",
      docs: head.docs.text,
      attributes: head.attributes,
      name,
      items,
      span: this.spanFrom(head.start),
    };
  });

  /** `world-items ::= gate ( import-item | export-item | use-item | typedef-item | include-item )` */
  private readonly worldItem = this.RULE("worldItem", (): ast.WorldItem => {
    const head = this.SUBRULE(this.head);
    return this.OR<ast.WorldItem>([
      { ALT: () => this.SUBRULE(this.import, { ARGS: [head] }) },
      { ALT: () => this.SUBRULE(this.export, { ARGS: [head] }) },
      { ALT: () => this.SUBRULE(this.use, { ARGS: [head] }) },
      { ALT: () => this.SUBRULE(this.include, { ARGS: [head] }) },
      { ALT: () => this.SUBRULE(this.typeDefinition, { ARGS: [head] }) },
    ]);
  });

  /** `import-item ::= 'import' extern` */
  private readonly import = this.RULE("import", (head: ItemHead = noHead): ast.Import => {
    const owner = this.CONSUME(t.Import);
    const extern = this.SUBRULE(this.extern, { ARGS: [owner] });
    return {
      kind: "import",
      docs: head.docs.text,
      attributes: head.attributes,
      extern,
      span: this.spanFrom(head.start),
    };
  });

  /** `export-item ::= 'export' extern` */
  private readonly export = this.RULE("export", (head: ItemHead = noHead): ast.Export => {
    const owner = this.CONSUME(t.Export);
    const extern = this.SUBRULE(this.extern, { ARGS: [owner] });
    return {
      kind: "export",
      docs: head.docs.text,
      attributes: head.attributes,
      extern,
      span: this.spanFrom(head.start),
    };
  });

  /**
   * `extern ::= id ':' extern-type | use-path ';'`. Both alternatives may begin with `id ':'`, so the rule is
   * `id ( ':' extern-type | ';' )`, and {@link externType} takes the rest of a path as well.
   */
  private readonly extern = this.RULE("extern", (owner?: IToken): ast.Extern => {
    const start = this.here();
    const name = this.identifier(this.CONSUME(t.Word));
    const typed = this.OPTION(() => {
      this.CONSUME(t.Colon);
      return this.SUBRULE(this.externType, { ARGS: [start, name, owner] });
    });
    if (typed !== undefined && !this.RECORDING_PHASE) {
      return typed;
    }
    this.CONSUME(t.Semicolon);
    return { kind: "extern-path", path: localPath(name), span: this.spanFrom(start) };
  });

  /** `extern-type ::= func-type ';' | 'interface' '{' interface-items '}' | extern-path ';'` */
  private readonly externType = this.RULE(
    "externType",
    (start: number = 0, name: ast.Identifier = noName, owner?: IToken): ast.Extern =>
      this.OR<ast.Extern>([
        {
          ALT: () => {
            const type = this.SUBRULE(this.functionType);
            this.CONSUME(t.Semicolon);
            return { kind: "extern-function", name, type, span: this.spanFrom(start) };
          },
        },
        {
          ALT: () => {
            const keyword = this.CONSUME(t.Interface);
            const items = this.SUBRULE(this.interfaceBody, {
              ARGS: [owner ?? keyword, "`interface`"],
            });
            return { kind: "extern-interface", name, items, span: this.spanFrom(start) };
          },
        },
        {
          ALT: () => {
            const path = this.SUBRULE(this.externPath, { ARGS: [name] });
            this.CONSUME2(t.Semicolon);
            const span = this.spanFrom(start);
            return path.kind === "package-path" && path.package.namespace === name
              ? { kind: "extern-path", path, span }
              : { kind: "extern-labelled-path", name, path, span };
          },
        },
      ]),
  );

  /** `extern-path ::= id path-end | id ( ':' id path-end )?`: after `id ':'`, the rest of a path, or a labelled path */
  private readonly externPath = this.RULE(
    "externPath",
    (name: ast.Identifier = noName): ast.UsePath => {
      const second = this.identifier(this.CONSUME(t.Word));
      const path = this.OPTION(() =>
        this.OR([
          { ALT: () => this.SUBRULE(this.pathEnd, { ARGS: [name, second] }) },
          {
            ALT: () => {
              this.CONSUME(t.Colon);
              const third = this.identifier(this.CONSUME2(t.Word));
              return this.SUBRULE2(this.pathEnd, { ARGS: [second, third] });
            },
          },
        ]),
      );
      return path ?? localPath(second);
    },
  );

  /** `include-item ::= 'include' use-path ( ';' | 'with' '{' include-names-list '}' )` */
  private readonly include = this.RULE("include", (head: ItemHead = noHead): ast.Include => {
    this.CONSUME(t.Include);
    const path = this.SUBRULE(this.usePath);
    const renames = this.OR<readonly ast.IncludeRename[]>([
      {
        ALT: () => {
          this.CONSUME(t.Semicolon);
          return [];
        },
      },
      {
        ALT: () => {
          this.CONSUME(t.With);
          this.CONSUME(t.LeftBrace);
          return this.commaList(t.RightBrace, () => this.SUBRULE(this.includeRename));
        },
      },
    ]);
    return {
      kind: "include",
      docs: head.docs.text,
      attributes: head.attributes,
      path,
      renames,
      span: this.spanFrom(head.start),
    };
  });

  /** `include-names-item ::= id 'as' id` */
  private readonly includeRename = this.RULE("includeRename", (): ast.IncludeRename => {
    const start = this.here();
    const name = this.identifier(this.CONSUME(t.Word));
    this.CONSUME(t.As);
    const alias = this.identifier(this.CONSUME2(t.Word));
    return { kind: "include-rename", name, alias, span: this.spanFrom(start) };
  });

  // -------------------------------------------------------------------------------------------------- interfaces

  /** `interface-item ::= 'interface' id '{' interface-items '}'` */
  private readonly interface = this.RULE("interface", (head: ItemHead = noHead): ast.Interface => {
    const owner = this.CONSUME(t.Interface);
    const name = this.identifier(this.CONSUME(t.Word));
    const items = this.SUBRULE(this.interfaceBody, {
      ARGS: [owner, "the name of the interface"],
    });
    return {
      kind: "interface",
      docs: head.docs.text,
      attributes: head.attributes,
      name,
      items,
      span: this.spanFrom(head.start),
    };
  });

  /** `'{' interface-items '}'` */
  private readonly interfaceBody = this.RULE(
    "interfaceBody",
    (owner: IToken = this.LA(1), after: string = ""): readonly ast.InterfaceItem[] => {
      const body = this.openBody(owner, "interfaceItem", after);
      const items: ast.InterfaceItem[] = [];
      do {
        this.MANY(() => {
          const item = this.recovering(body, () => this.SUBRULE(this.interfaceItem));
          if (item !== undefined) {
            items.push(item);
          }
        });
      } while (this.skipStray(body));
      this.closeBody(body);
      return items;
    },
  );

  /** `interface-items ::= gate ( typedef-item | use-item | func-item )` */
  private readonly interfaceItem = this.RULE("interfaceItem", (): ast.InterfaceItem => {
    const head = this.SUBRULE(this.head);
    return this.OR<ast.InterfaceItem>([
      { ALT: () => this.SUBRULE(this.typeDefinition, { ARGS: [head] }) },
      { ALT: () => this.SUBRULE(this.use, { ARGS: [head] }) },
      { ALT: () => this.SUBRULE(this.namedFunction, { ARGS: [head] }) },
    ]);
  });

  /** `func-item ::= id ':' func-type ';'` */
  private readonly namedFunction = this.RULE(
    "namedFunction",
    (head: ItemHead = noHead): ast.NamedFunction => {
      const name = this.identifier(this.CONSUME(t.Word));
      this.CONSUME(t.Colon);
      const type = this.SUBRULE(this.functionType);
      this.CONSUME(t.Semicolon);
      return {
        kind: "function",
        docs: head.docs.text,
        attributes: head.attributes,
        name,
        type,
        span: this.spanFrom(head.start),
      };
    },
  );

  /** `func-type ::= 'async'? 'func' '(' named-type-list ')' ( '->' ty )?` */
  private readonly functionType = this.RULE("functionType", (): ast.FunctionType => {
    const start = this.here();
    const async = this.OPTION(() => this.CONSUME(t.Async)) !== undefined;
    const keywordSpan = this.tokenSpan(this.CONSUME(t.Func));
    this.CONSUME(t.LeftParen);
    const params = this.commaList(t.RightParen, () => this.SUBRULE(this.param));
    const result = this.OPTION2(() => {
      this.CONSUME(t.Arrow);
      return this.SUBRULE(this.type);
    });
    const span = this.spanFrom(start);
    return { kind: "function-type", async, params, result, span, keywordSpan };
  });

  /** `named-type ::= id ':' ty` */
  private readonly param = this.RULE("param", (): ast.Param => {
    const start = this.here();
    const name = this.identifier(this.CONSUME(t.Word));
    this.CONSUME(t.Colon);
    const type = this.SUBRULE(this.type);
    return { kind: "param", name, type, span: this.spanFrom(start) };
  });

  /** `use-item ::= 'use' use-path '.' '{' use-names-list '}' ';'` */
  private readonly use = this.RULE("use", (head: ItemHead = noHead): ast.Use => {
    this.CONSUME(t.Use);
    const path = this.SUBRULE(this.usePath);
    this.CONSUME(t.Period);
    this.CONSUME(t.LeftBrace);
    const names = this.commaList(t.RightBrace, () => this.SUBRULE(this.useName));
    this.CONSUME(t.Semicolon);
    return {
      kind: "use",
      docs: head.docs.text,
      attributes: head.attributes,
      path,
      names,
      span: this.spanFrom(head.start),
    };
  });

  /** `use-names-item ::= id ( 'as' id )?` */
  private readonly useName = this.RULE("useName", (): ast.UseName => {
    const start = this.here();
    const name = this.identifier(this.CONSUME(t.Word));
    const alias = this.OPTION(() => {
      this.CONSUME(t.As);
      return this.identifier(this.CONSUME2(t.Word));
    });
    return { kind: "use-name", name, alias, span: this.spanFrom(start) };
  });

  // -------------------------------------------------------------------------------------------- type definitions

  /** `typedef-item ::= resource-item | variant-items | record-item | flags-items | enum-items | type-item` */
  private readonly typeDefinition = this.RULE(
    "typeDefinition",
    (head: ItemHead = noHead): ast.TypeDefinition =>
      this.OR<ast.TypeDefinition>([
        { ALT: () => this.SUBRULE(this.resource, { ARGS: [head] }) },
        { ALT: () => this.SUBRULE(this.variant, { ARGS: [head] }) },
        { ALT: () => this.SUBRULE(this.record, { ARGS: [head] }) },
        { ALT: () => this.SUBRULE(this.flags, { ARGS: [head] }) },
        { ALT: () => this.SUBRULE(this.enum, { ARGS: [head] }) },
        { ALT: () => this.SUBRULE(this.typeAlias, { ARGS: [head] }) },
      ]),
  );

  /** `type-item ::= 'type' id '=' ty ';'` */
  private readonly typeAlias = this.RULE("typeAlias", (head: ItemHead = noHead): ast.TypeAlias => {
    this.CONSUME(t.Type);
    const name = this.identifier(this.CONSUME(t.Word));
    this.CONSUME(t.Equals);
    const type = this.SUBRULE(this.type);
    this.CONSUME(t.Semicolon);
    return {
      kind: "type-alias",
      docs: head.docs.text,
      attributes: head.attributes,
      name,
      type,
      span: this.spanFrom(head.start),
    };
  });

  /** `record-item ::= 'record' id '{' record-fields '}'` */
  private readonly record = this.RULE("record", (head: ItemHead = noHead): ast.Record => {
    this.CONSUME(t.Record);
    const name = this.identifier(this.CONSUME(t.Word));
    this.CONSUME(t.LeftBrace);
    const fields = this.commaList(t.RightBrace, () => this.SUBRULE(this.recordField));
    return {
      kind: "record",
      docs: head.docs.text,
      attributes: head.attributes,
      name,
      fields,
      span: this.spanFrom(head.start),
    };
  });

  /** `record-field ::= id ':' ty` */
  private readonly recordField = this.RULE("recordField", (): ast.Field => {
    const start = this.here();
    const docs = this.docs().text;
    const name = this.identifier(this.CONSUME(t.Word));
    this.CONSUME(t.Colon);
    const type = this.SUBRULE(this.type);
    return { kind: "field", docs, name, type, span: this.spanFrom(start) };
  });

  /** `flags-items ::= 'flags' id '{' flags-fields '}'` */
  private readonly flags = this.RULE("flags", (head: ItemHead = noHead): ast.Flags => {
    this.CONSUME(t.Flags);
    const name = this.identifier(this.CONSUME(t.Word));
    this.CONSUME(t.LeftBrace);
    const flags = this.commaList(t.RightBrace, () => this.SUBRULE(this.flag));
    return {
      kind: "flags",
      docs: head.docs.text,
      attributes: head.attributes,
      name,
      flags,
      span: this.spanFrom(head.start),
    };
  });

  /** One of `flags-fields`: `id` */
  private readonly flag = this.RULE("flag", (): ast.Flag => {
    const docs = this.docs().text;
    const name = this.identifier(this.CONSUME(t.Word));
    return { kind: "flag", docs, name, span: name.span };
  });

  /** `variant-items ::= 'variant' id '{' variant-cases '}'` */
  private readonly variant = this.RULE("variant", (head: ItemHead = noHead): ast.Variant => {
    this.CONSUME(t.Variant);
    const name = this.identifier(this.CONSUME(t.Word));
    this.CONSUME(t.LeftBrace);
    const cases = this.commaList(t.RightBrace, () => this.SUBRULE(this.variantCase));
    return {
      kind: "variant",
      docs: head.docs.text,
      attributes: head.attributes,
      name,
      cases,
      span: this.spanFrom(head.start),
    };
  });

  /** `variant-case ::= id ( '(' ty ')' )?` */
  private readonly variantCase = this.RULE("variantCase", (): ast.VariantCase => {
    const start = this.here();
    const docs = this.docs().text;
    const name = this.identifier(this.CONSUME(t.Word));
    const type = this.OPTION(() => {
      this.CONSUME(t.LeftParen);
      const payload = this.SUBRULE(this.type);
      this.CONSUME(t.RightParen);
      return payload;
    });
    return { kind: "variant-case", docs, name, type, span: this.spanFrom(start) };
  });

  /** `enum-items ::= 'enum' id '{' enum-cases '}'` */
  private readonly enum = this.RULE("enum", (head: ItemHead = noHead): ast.Enum => {
    this.CONSUME(t.Enum);
    const name = this.identifier(this.CONSUME(t.Word));
    this.CONSUME(t.LeftBrace);
    const cases = this.commaList(t.RightBrace, () => this.SUBRULE(this.enumCase));
    return {
      kind: "enum",
      docs: head.docs.text,
      attributes: head.attributes,
      name,
      cases,
      span: this.spanFrom(head.start),
    };
  });

  /** One of `enum-cases`: `id` */
  private readonly enumCase = this.RULE("enumCase", (): ast.EnumCase => {
    const docs = this.docs().text;
    const name = this.identifier(this.CONSUME(t.Word));
    return { kind: "enum-case", docs, name, span: name.span };
  });

  /** `resource-item ::= 'resource' id ( ';' | '{' resource-method* '}' )` */
  private readonly resource = this.RULE("resource", (head: ItemHead = noHead): ast.Resource => {
    const owner = this.CONSUME(t.Resource);
    const name = this.identifier(this.CONSUME(t.Word));
    const functions: ast.ResourceFunction[] = [];
    this.OR([
      { ALT: () => this.CONSUME(t.Semicolon) },
      {
        ALT: () => {
          const body = this.openBody(owner, "resourceFunction", "the name");
          do {
            this.MANY(() => {
              const item = this.recovering(body, () => this.SUBRULE(this.resourceFunction));
              if (item !== undefined) {
                functions.push(item);
              }
            });
          } while (this.skipStray(body));
          this.closeBody(body);
        },
      },
    ]);
    return {
      kind: "resource",
      docs: head.docs.text,
      attributes: head.attributes,
      name,
      functions,
      span: this.spanFrom(head.start),
    };
  });

  /** `resource-method ::= gate ( constructor | method )` */
  private readonly resourceFunction = this.RULE("resourceFunction", (): ast.ResourceFunction => {
    const head = this.SUBRULE(this.head);
    return this.OR<ast.ResourceFunction>([
      { ALT: () => this.SUBRULE(this.resourceConstructor, { ARGS: [head] }) },
      { ALT: () => this.SUBRULE(this.method, { ARGS: [head] }) },
    ]);
  });

  /** `'constructor' '(' named-type-list ')' ( '->' ty )? ';'` */
  private readonly resourceConstructor = this.RULE(
    "resourceConstructor",
    (head: ItemHead = noHead): ast.Constructor => {
      const keywordSpan = this.tokenSpan(this.CONSUME(t.Constructor));
      this.CONSUME(t.LeftParen);
      const params = this.commaList(t.RightParen, () => this.SUBRULE(this.param));
      const result = this.OPTION(() => {
        this.CONSUME(t.Arrow);
        return this.SUBRULE(this.type);
      });
      this.CONSUME(t.Semicolon);
      return {
        kind: "constructor",
        docs: head.docs.text,
        attributes: head.attributes,
        params,
        result,
        span: this.spanFrom(head.start),
        keywordSpan,
      };
    },
  );

  /** `id ':' 'static'? func-type ';'` */
  private readonly method = this.RULE(
    "method",
    (head: ItemHead = noHead): ast.Method | ast.StaticFunction => {
      const name = this.identifier(this.CONSUME(t.Word));
      this.CONSUME(t.Colon);
      const isStatic = this.OPTION(() => this.CONSUME(t.Static)) !== undefined;
      const type = this.SUBRULE(this.functionType);
      this.CONSUME(t.Semicolon);
      return {
        kind: isStatic ? "static" : "method",
        docs: head.docs.text,
        attributes: head.attributes,
        name,
        type,
        span: this.spanFrom(head.start),
      };
    },
  );

  // ------------------------------------------------------------------------------------------------------- types

  /** `ty ::= 'u8' | … | 'string' | tuple | list | option | result | map | handle | future | stream | id` */
  private readonly type = this.RULE("type", (): ast.Type => {
    if (this.typeDepth >= maxDepth) {
      this.giveUp("nesting-too-deep", `types nest more than ${maxDepth} deep`);
    }
    this.typeDepth++;
    const type = this.OR<ast.Type>(
      (this.typeAlternatives ??= [
        { ALT: () => this.primitive(this.CONSUME(t.Primitive)) },
        { ALT: () => this.namedType(this.CONSUME(t.Word)) },
        { ALT: () => this.SUBRULE(this.tupleType) },
        { ALT: () => this.SUBRULE(this.listType) },
        { ALT: () => this.SUBRULE(this.optionType) },
        { ALT: () => this.SUBRULE(this.resultType) },
        { ALT: () => this.SUBRULE(this.mapType) },
        { ALT: () => this.SUBRULE(this.ownType) },
        { ALT: () => this.SUBRULE(this.borrowType) },
        { ALT: () => this.SUBRULE(this.futureType) },
        { ALT: () => this.SUBRULE(this.streamType) },
      ]),
    );
    this.typeDepth--;
    return type;
  });

  /** `tuple ::= 'tuple' '<' tuple-list '>'` */
  private readonly tupleType = this.RULE("tupleType", (): ast.TupleType => {
    const start = this.here();
    this.CONSUME(t.Tuple);
    this.CONSUME(t.LessThan);
    const types = this.commaList(t.GreaterThan, () => this.SUBRULE(this.type));
    return { kind: "tuple", types, span: this.spanFrom(start) };
  });

  /** `list ::= 'list' '<' ty ( ',' integer )? '>'` */
  private readonly listType = this.RULE("listType", (): ast.ListType => {
    const start = this.here();
    this.CONSUME(t.List);
    this.CONSUME(t.LessThan);
    const element = this.SUBRULE(this.type);
    const length = this.OPTION(() => {
      this.CONSUME(t.Comma);
      return this.listLength(this.CONSUME(t.Integer));
    });
    this.CONSUME(t.GreaterThan);
    return { kind: "list", element, length, span: this.spanFrom(start) };
  });

  /** `option ::= 'option' '<' ty '>'` */
  private readonly optionType = this.RULE("optionType", (): ast.OptionType => {
    const start = this.here();
    this.CONSUME(t.Option);
    this.CONSUME(t.LessThan);
    const type = this.SUBRULE(this.type);
    this.CONSUME(t.GreaterThan);
    return { kind: "option", type, span: this.spanFrom(start) };
  });

  /** `result ::= 'result' ( '<' ( '_' ',' ty | ty ( ',' ty )? ) '>' )?` */
  private readonly resultType = this.RULE("resultType", (): ast.ResultType => {
    const start = this.here();
    this.CONSUME(t.Result);
    let ok: ast.Type | undefined;
    let err: ast.Type | undefined;
    this.OPTION(() => {
      this.CONSUME(t.LessThan);
      this.OR([
        {
          ALT: () => {
            this.CONSUME(t.Underscore);
            this.CONSUME(t.Comma);
            err = this.SUBRULE(this.type);
          },
        },
        {
          ALT: () => {
            ok = this.SUBRULE2(this.type);
            this.OPTION2(() => {
              this.CONSUME2(t.Comma);
              err = this.SUBRULE3(this.type);
            });
          },
        },
      ]);
      this.CONSUME(t.GreaterThan);
    });
    return { kind: "result", ok, err, span: this.spanFrom(start) };
  });

  /** `map ::= 'map' '<' ty ',' ty '>'` */
  private readonly mapType = this.RULE("mapType", (): ast.MapType => {
    const start = this.here();
    this.CONSUME(t.MapKeyword);
    this.CONSUME(t.LessThan);
    const key = this.SUBRULE(this.type);
    this.CONSUME(t.Comma);
    const value = this.SUBRULE2(this.type);
    this.CONSUME(t.GreaterThan);
    return { kind: "map", key, value, span: this.spanFrom(start) };
  });

  /** `handle ::= 'own' '<' id '>'` */
  private readonly ownType = this.RULE("ownType", (): ast.OwnType => {
    const start = this.here();
    this.CONSUME(t.Own);
    this.CONSUME(t.LessThan);
    const resource = this.identifier(this.CONSUME(t.Word));
    this.CONSUME(t.GreaterThan);
    return { kind: "own", resource, span: this.spanFrom(start) };
  });

  /** `handle ::= 'borrow' '<' id '>'` */
  private readonly borrowType = this.RULE("borrowType", (): ast.BorrowType => {
    const start = this.here();
    this.CONSUME(t.Borrow);
    this.CONSUME(t.LessThan);
    const resource = this.identifier(this.CONSUME(t.Word));
    this.CONSUME(t.GreaterThan);
    return { kind: "borrow", resource, span: this.spanFrom(start) };
  });

  /** `future ::= 'future' ( '<' ty '>' )?` */
  private readonly futureType = this.RULE("futureType", (): ast.FutureType => {
    const start = this.here();
    this.CONSUME(t.Future);
    const type = this.OPTION(() => {
      this.CONSUME(t.LessThan);
      const payload = this.SUBRULE(this.type);
      this.CONSUME(t.GreaterThan);
      return payload;
    });
    return { kind: "future", type, span: this.spanFrom(start) };
  });

  /** `stream ::= 'stream' ( '<' ty '>' )?` */
  private readonly streamType = this.RULE("streamType", (): ast.StreamType => {
    const start = this.here();
    this.CONSUME(t.Stream);
    const type = this.OPTION(() => {
      this.CONSUME(t.LessThan);
      const payload = this.SUBRULE(this.type);
      this.CONSUME(t.GreaterThan);
      return payload;
    });
    return { kind: "stream", type, span: this.spanFrom(start) };
  });

  // ------------------------------------------------------------------------------------------------------- gates

  /** `gate ::= attribute*`, with the docs before it. */
  private readonly head = this.RULE("head", (): ItemHead => {
    const start = this.here();
    const docs = this.docs();
    const attributes: ast.Attribute[] = [];
    this.MANY(() => {
      const attribute = this.SUBRULE(this.attribute);
      if (attribute !== undefined) {
        attributes.push(attribute);
      }
    });
    return { start, docs, attributes };
  });

  /**
   * `gate-item ::= '@since' '(' 'version' '=' valid-semver ')' | '@unstable' '(' 'feature' '=' id ')'
   * | '@deprecated' '(' 'version' '=' valid-semver ')'`, `external-id ::= '@external-id' '(' string-literal ')'`,
   * all read as `'@' id '(' ( string-literal | id '=' ( valid-semver | id ) ) ')'`
   */
  private readonly attribute = this.RULE("attribute", (): ast.Attribute | undefined => {
    const start = this.here();
    this.CONSUME(t.At);
    const name = this.identifier(this.CONSUME(t.Word));
    const wanted = attributeArguments.get(name.name);
    if (wanted === undefined && !this.RECORDING_PHASE) {
      this.skipUnknownAttribute(name);
      return undefined;
    }
    this.CONSUME(t.LeftParen);
    this.demandArgument(wanted?.key, wanted?.example);
    const argument = this.OR<ast.Version | ast.Identifier | string>([
      { ALT: () => stringValue(this.CONSUME(t.StringLiteral)) },
      {
        ALT: () => {
          this.CONSUME2(t.Word);
          this.CONSUME(t.Equals);
          this.demandNext(wanted?.value, wanted?.example);
          return this.OR2<ast.Version | ast.Identifier>([
            { ALT: () => this.SUBRULE(this.version) },
            { ALT: () => this.identifier(this.CONSUME3(t.Word)) },
          ]);
        },
      },
    ]);
    this.CONSUME(t.RightParen);
    return attributeNode(name, argument, this.spanFrom(start));
  });

  // ----------------------------------------------------------------------------------------- parts of the rules

  private primitive(token: IToken): ast.PrimitiveType {
    // The token's category holds exactly these names.
    const name = token.image as ast.PrimitiveName;
    return { kind: "primitive", name, span: this.tokenSpan(token) };
  }

  private namedType(token: IToken): ast.NamedType {
    const name = this.identifier(token);
    return { kind: "named", name, span: name.span };
  }

  private listLength(token: IToken): number {
    const length = Number(token.image);
    if (length > maxListLength) {
      const { start, end } = this.tokenSpan(token);
      const message = `a list has at most ${maxListLength} elements`;
      this.report(start, end, "invalid-list-length", message);
      return 0;
    }
    return length;
  }

  /** Whether the item that begins at `start` is the first of the file. */
  private isFirst(start: number): boolean {
    return this.input[0]?.startOffset === start;
  }

  private checkPackage(head: ItemHead): void {
    if (head.attributes.length > 0) {
      const { start, end } = this.tokenSpan(this.LA(1));
      this.report(start, end, "misplaced-attribute", "attributes cannot stand on a package");
    }
    if (this.packageDepth >= maxDepth) {
      this.giveUp("nesting-too-deep", `packages nest more than ${maxDepth} deep`);
    }
  }

  private reportLateHeader(semicolon: IToken): void {
    const { start, end } = this.tokenSpan(semicolon);
    const message = "expected `{` after the package name, found `;`";
    const hint = "`package …;` stands once, before everything else in the file";
    this.report(start, end, "misplaced-package-header", message, [{ message: hint }]);
  }

  /** Skips `prefix` and what a version may hold after it; gives the end of what belongs to the version. */
  private skipVersionLabels(prefix: TokenType, coreEnd: number): number {
    if (this.LA(1).tokenType !== prefix) {
      return coreEnd;
    }
    this.SKIP_TOKEN();
    for (let end = coreEnd; ;) {
      const period = this.LA(1).tokenType === t.Period;
      const label = this.LA(period ? 2 : 1);
      // A `.` before anything else belongs to what follows the version: `use a:b/c@1.0.0-rc.{d};`.
      if (!isVersionLabel(label)) {
        return end;
      }
      if (period) {
        this.SKIP_TOKEN();
      }
      this.SKIP_TOKEN();
      end = this.tokenSpan(label).end;
    }
  }

  /** Versions are read token by token: one that goes on after a blank took in what follows it. */
  private checkVersionIsWhole(start: number, text: string): void {
    const length = text.search(/[\s/]/);
    if (length >= 0) {
      const message = "a version holds no blanks and no comments";
      const hint = "what follows the version was read as a part of it: is a `;` missing?";
      this.giveUpAt(start, start + length, "invalid-version", message, [{ message: hint }]);
    }
  }

  private skipUnknownAttribute(name: ast.Identifier): void {
    const { start, end } = name.span;
    const known = [...attributeArguments.keys()].map((text) => `\`@${text}\``).join(", ");
    const hints = [{ message: `known are ${known}` }];
    this.report(start, end, "unknown-attribute", `unknown attribute \`@${name.name}\``, hints);
    let depth = 0;
    do {
      const { tokenType } = this.LA(1);
      if (tokenType === t.LeftParen) {
        depth++;
      } else if (tokenType === t.RightParen) {
        depth--;
      } else if (depth === 0 || tokenType === t.Semicolon || Number.isNaN(this.LA(1).startOffset)) {
        return;
      }
      this.SKIP_TOKEN();
    } while (depth > 0);
  }

  /** Checks the word before the `=` of an attribute, or the string of one without. */
  private demandArgument(key: string | undefined, example = ""): void {
    const { tokenType, image } = this.LA(1);
    const fits =
      key === undefined
        ? tokenType === t.StringLiteral
        : tokenType === t.Word && (image === key || image === `%${key}`);
    if (!fits && !this.RECORDING_PHASE) {
      this.unexpected(example);
    }
  }

  private demandNext(type: TokenType | undefined, example = ""): void {
    if (this.LA(1).tokenType !== type && !this.RECORDING_PHASE) {
      this.unexpected(example);
    }
  }
}

/** What stands for an identifier while chevrotain records the grammar. */
const noName: ast.Identifier = {
  kind: "identifier",
  name: "",
  explicit: false,
  span: { source: { file: "", text: "" }, start: 0, end: 0 },
};

interface AttributeArgument {
  /** The word before the `=`, or `undefined` where a string stands alone. */
  readonly key: string | undefined;
  readonly value: TokenType;
  readonly example: string;
}

const versionArgument: AttributeArgument = {
  key: "version",
  value: t.Integer,
  example: "`version = 1.0.0`",
};

const attributeArguments: ReadonlyMap<string, AttributeArgument> = new Map([
  ["since", versionArgument],
  ["unstable", { key: "feature", value: t.Word, example: "`feature = name`" }],
  ["deprecated", versionArgument],
  ["external-id", { key: undefined, value: t.StringLiteral, example: 'a string such as `"name"`' }],
]);

function attributeNode(
  name: ast.Identifier,
  argument: ast.Version | ast.Identifier | string,
  span: ast.Attribute["span"],
): ast.Attribute | undefined {
  if (typeof argument === "string") {
    return { kind: "external-id", name, value: argument, span };
  }
  if (argument.kind === "identifier") {
    return { kind: "unstable", name, feature: argument, span };
  }
  const kind = name.name === "since" ? "since" : "deprecated";
  return { kind, name, version: argument, span };
}

function localPath(name: ast.Identifier): ast.LocalPath {
  return { kind: "local-path", name, span: name.span };
}

function isVersionLabel(token: IToken): boolean {
  const { tokenType, image } = token;
  return (
    tokenType === t.Integer ||
    tokenType === t.Minus ||
    (tokenType === t.Word && !image.startsWith("%"))
  );
}

function stringValue(token: IToken): string {
  const literal = readStringLiteral(token.image);
  return literal.kind === "value" ? literal.value : "";
}
