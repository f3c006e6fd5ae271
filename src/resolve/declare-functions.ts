/* Functions of an interface, a world or a resource. */
import { errorAt } from "../diagnostic.js";
import type {
  FunctionItem,
  FunctionKind,
  Parameter,
  Type,
  TypeId,
} from "../graph/package-graph.js";
import type { Span } from "../source.js";
import type * as ast from "../syntax/ast.js";
import { anonymousType, declareType } from "./declare-value-types.js";
import { poisonType } from "./draft-graph.js";
import { readGate } from "./gates.js";
import type { MemberScope } from "./member-scope.js";

/** A function that is no resource's. */
export function declareFunction(
  members: MemberScope,
  item: Pick<ast.NamedFunction, "docs" | "attributes" | "name" | "type">,
): FunctionItem {
  return buildFunction(members, {
    ...item,
    name: item.name.name,
    span: item.name.span,
    kind: { kind: "freestanding" },
    async: item.type.async,
    params: declareParams(members, item.type.params, []),
    result: item.type.result && declareType(members, item.type.result, undefined),
  });
}

/** The constructor, methods and static functions of a resource. */
export function declareResourceFunctions(
  members: MemberScope,
  resource: ast.Resource,
): readonly FunctionItem[] {
  const member = members.members.get(resource.name.name);
  const id = member?.kind === "type" ? member.type : poisonType;
  const functions = new Map<string, FunctionItem>();
  for (const item of resource.functions) {
    const declared = declareResourceFunction(members, resource.name.name, id, item);
    // A second function of the same name was reported with the resource.
    if (!functions.has(declared.name)) {
      functions.set(declared.name, declared);
    }
  }
  return [...functions.values()];
}

function declareResourceFunction(
  members: MemberScope,
  resourceName: string,
  resource: TypeId,
  item: ast.ResourceFunction,
): FunctionItem {
  switch (item.kind) {
    case "constructor":
      return buildFunction(members, {
        ...item,
        name: `[constructor]${resourceName}`,
        span: item.keywordSpan,
        kind: { kind: "constructor", resource },
        async: false,
        params: declareParams(members, item.params, []),
        result: item.result ? constructorResult(members, resource, item.result) : resource,
      });
    case "method": {
      const span = item.type.keywordSpan;
      const self = anonymousType(members, { kind: "borrow", resource }, undefined, span);
      return buildFunction(members, {
        ...item,
        name: `[method]${resourceName}.${item.name.name}`,
        span: item.name.span,
        kind: { kind: "method", resource },
        async: item.type.async,
        params: declareParams(members, item.type.params, [{ name: "self", type: self, span }]),
        result: item.type.result && declareType(members, item.type.result, undefined),
      });
    }
    case "static":
      return buildFunction(members, {
        ...item,
        name: `[static]${resourceName}.${item.name.name}`,
        span: item.name.span,
        kind: { kind: "static", resource },
        async: item.type.async,
        params: declareParams(members, item.type.params, []),
        result: item.type.result && declareType(members, item.type.result, undefined),
      });
  }
}

interface FunctionParts {
  readonly name: string;
  readonly span: Span;
  readonly docs: string | undefined;
  readonly attributes: readonly ast.Attribute[];
  readonly kind: FunctionKind;
  readonly async: boolean;
  readonly params: readonly Parameter[];
  readonly result: Type | undefined;
}

function buildFunction({ scope }: MemberScope, parts: FunctionParts): FunctionItem {
  const { name, span, docs, attributes, kind, async, params, result } = parts;
  return {
    name,
    kind,
    async,
    params,
    ...(result !== undefined && { result }),
    ...(docs !== undefined && { docs }),
    ...readGate(scope, attributes),
    span,
  };
}

function declareParams(
  members: MemberScope,
  params: readonly ast.Param[],
  implied: readonly Parameter[],
): readonly Parameter[] {
  const declared = new Map(implied.map((param) => [param.name, param]));
  for (const { name, type } of params) {
    const first = declared.get(name.name);
    if (first) {
      const isSelf = implied.includes(first);
      members.scope.report.report(() =>
        errorAt(name.span, "duplicate-param", `param \`${name.name}\` is defined more than once`, [
          isSelf
            ? { message: "every method has a first parameter `self` that is not written" }
            : { message: "first defined here", ...(first.span && { span: first.span }) },
        ]),
      );
      declareType(members, type, undefined);
      continue;
    }
    declared.set(name.name, {
      name: name.name,
      type: declareType(members, type, undefined),
      span: name.span,
    });
  }
  return [...declared.values()];
}

/** A constructor gives its resource, or `result<r>` or `result<r, e>` of it. */
function constructorResult(members: MemberScope, resource: TypeId, result: ast.Type): Type {
  const { scope } = members;
  const type = declareType(members, result, undefined);
  if (type === poisonType) {
    return poisonType;
  }
  const kind = typeof type === "number" ? scope.types[type]?.kind : undefined;
  if (kind?.kind !== "result") {
    scope.report.report(() =>
      errorAt(
        result.kind === "borrow" || result.kind === "own" ? result.resource.span : result.span,
        "constructor-result",
        "if a constructor return type is declared it must be a `result`",
        [{ message: "leave the result out, or write `result<r>` or `result<r, e>`" }],
      ),
    );
  } else if (kind.ok !== resource && kind.ok !== poisonType) {
    const ok = result.kind === "result" ? result.ok : undefined;
    const place = ok ?? result;
    scope.report.report(() =>
      errorAt(
        place.kind === "borrow" || place.kind === "own" ? place.resource.span : place.span,
        "constructor-result",
        "the `ok` type must be the resource being constructed",
      ),
    );
  }
  return type;
}
