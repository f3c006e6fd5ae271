/* The names inside one interface or world. */
import { errorAt, type Hint } from "../diagnostic.js";
import type { Type, TypeId, TypeOwner } from "../graph/package-graph.js";
import type * as ast from "../syntax/ast.js";
import type { DeclaredType, Member } from "./declared-package.js";
import { poisonType } from "./draft-graph.js";
import type { FileScope, PackageScope } from "./package-scope.js";
import { isFirst } from "./report.js";
import { closest, suggest } from "./suggest.js";

/** One interface or world while its types and functions are resolved. */
export interface MemberScope {
  readonly scope: PackageScope;
  readonly file: FileScope;
  readonly owner: TypeOwner;
  /** What was defined so far. */
  readonly members: Map<string, Member>;
  /** All names that are written in it, defined so far or not. */
  readonly written: ReadonlyMap<string, "type" | "function">;
}

/** Adds a name; reports one that is taken and keeps the first. */
export function defineMember(members: MemberScope, name: ast.Identifier, member: Member): void {
  const first = members.members.get(name.name);
  if (first === undefined) {
    members.members.set(name.name, member);
    return;
  }
  reportDuplicate(members, name, first.span);
}

/** Reports a name that is defined a second time. */
export function reportDuplicate(
  members: MemberScope,
  name: ast.Identifier,
  first: Hint["span"],
): void {
  members.scope.report.report(() =>
    errorAt(
      name.span,
      "duplicate-name",
      `name \`${name.name}\` is defined more than once`,
      first ? [{ message: "first defined here", span: first }] : [],
    ),
  );
}

/** Finds a type by name; reports a name that is none and gives {@link poisonType}. */
export function lookUpType(members: MemberScope, name: ast.Identifier): TypeId {
  const member = members.members.get(name.name);
  switch (member?.kind) {
    case "type":
      return member.type;
    case "function":
      if (isFirst(members.scope.report, unknownTypeKey(members, name.name))) {
        members.scope.report.report(() =>
          errorAt(name.span, "function-as-type", `cannot use function \`${name.name}\` as a type`, [
            { message: "the function is defined here", span: member.span },
          ]),
        );
      }
      return poisonType;
    case undefined:
      reportUnknownType(members, name);
      return poisonType;
  }
}

/** Finds a type that a handle can point to; reports one that is no resource. */
export function lookUpResource(members: MemberScope, name: ast.Identifier): TypeId {
  const { scope } = members;
  const id = lookUpType(members, name);
  for (let current: Type = id; ;) {
    const kind: DeclaredType["kind"] | undefined =
      typeof current === "number" ? scope.types[current]?.kind : undefined;
    switch (kind?.kind) {
      case "alias":
        current = kind.type;
        continue;
      case "foreign":
        if (typeof current === "number") {
          scope.requiredResources.push({ type: current, span: name.span });
        }
        return id;
      case "resource":
        return id;
      case undefined:
        if (current === poisonType) {
          return id;
        }
        break;
      default:
        break;
    }
    scope.report.report(() =>
      errorAt(
        name.span,
        "handle-of-no-resource",
        `type \`${name.name}\` used in a handle must be a resource`,
        [
          {
            message: `\`${name.name}\` is defined here`,
            ...spanOf(members.members.get(name.name)),
          },
          { message: `to pass a value of it write \`${name.name}\` without \`own\` or \`borrow\`` },
        ],
      ),
    );
    return poisonType;
  }
}

function spanOf(member: Member | undefined): Pick<Hint, "span"> {
  return member ? { span: member.span } : {};
}

/** Keeps a name that could not be defined from being reported where it is used. */
export function silenceUnknownType(members: MemberScope, name: string): void {
  members.scope.report.said.add(unknownTypeKey(members, name));
}

/** Reports a type that nothing defines, once for each interface or world. */
export function reportUnknownType(members: MemberScope, name: ast.Identifier): void {
  if (!isFirst(members.scope.report, unknownTypeKey(members, name.name))) {
    return;
  }
  members.scope.report.report(() =>
    errorAt(
      name.span,
      "unknown-type",
      `type \`${name.name}\` does not exist`,
      unknownTypeHints(members, name.name),
    ),
  );
}

function unknownTypeKey({ owner }: MemberScope, name: string): string {
  const id = owner.kind === "interface" ? owner.interface : owner.world;
  return `type:${owner.kind}:${id}:${name}`;
}

/** Names that WIT once had or that other languages have. */
const otherSpellings: Readonly<Record<string, string>> = {
  float32: "f32",
  float64: "f64",
  float: "f32",
  double: "f64",
  int: "s32",
  i8: "s8",
  i16: "s16",
  i32: "s32",
  i64: "s64",
  boolean: "bool",
  str: "string",
  vec: "list",
  array: "list",
  optional: "option",
};

const builtInTypes: readonly string[] = [
  "bool",
  "s8",
  "u8",
  "s16",
  "u16",
  "s32",
  "u32",
  "s64",
  "u64",
  "f32",
  "f64",
  "char",
  "string",
];

function unknownTypeHints(members: MemberScope, name: string): readonly Hint[] {
  const spelling = Object.hasOwn(otherSpellings, name) ? otherSpellings[name] : undefined;
  if (spelling !== undefined) {
    const renamed = name === "float32" || name === "float64" ? " (the type was renamed)" : "";
    return [{ message: `write \`${spelling}\`${renamed}` }];
  }
  if (members.written.get(name) === "function") {
    return [{ message: `\`${name}\` is a function` }];
  }
  const elsewhere = members.scope.interfaces.find(
    (definition) => definition.name !== undefined && definition.types.has(name),
  );
  if (elsewhere) {
    return [
      {
        message: `interface \`${elsewhere.name ?? ""}\` has it: add \`use ${elsewhere.name ?? ""}.{${name}};\``,
        ...spanOf(elsewhere.members.get(name)),
      },
    ];
  }
  const [path, ...others] = members.scope.index.types(name);
  if (path !== undefined && others.length < 3) {
    return [path, ...others].map((from) => ({
      message: `interface \`${from}\` has it: add \`use ${from}.{${name}};\``,
    }));
  }
  const types = [...members.written].filter(([, kind]) => kind === "type").map(([type]) => type);
  if (closest(name, types) === undefined) {
    const builtIn = closest(name, builtInTypes);
    if (builtIn !== undefined) {
      return [{ message: `did you mean \`${builtIn}\`?` }];
    }
  }
  return suggest(name, new Set(types), (type) => members.members.get(type)?.span);
}
