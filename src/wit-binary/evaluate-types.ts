import { assertNever } from "../assert.js";
import type {
  Alias,
  ComponentModel,
  Declaration,
  Definition,
  ExternName,
  ExternType,
  InstanceDefinition,
} from "../component/model.js";
import { typeNode } from "./declare-type.js";
import {
  at,
  componentAt,
  componentTypeAt,
  emptyScope,
  fail,
  functionTypeAt,
  instanceTypeAt,
  itemAt,
  outerScope,
  typeAt,
  viewOf,
} from "./scope-items.js";
import {
  aliasOf,
  type ComponentNode,
  type Entity,
  type Extern,
  type InstanceEntity,
  type InstanceNode,
  type NamedEntity,
  type Scope,
  type ScopeView,
} from "./type-nodes.js";

/** Limits of hostile input: real components stay far below. */
const MAX_STEPS = 2_000_000;
const MAX_INSTANTIATION_DEPTH = 200;

type Arguments = ReadonlyMap<string, Entity>;

/**
 * Finds out the types of what a component imports and exports, by walking its definitions on the level of types:
 * instantiating a component is walking its definitions with the arguments in place of the imports.
 *
 * It resolves and checks indices and sorts, but does not validate: arguments are not compared with the types that the
 * imports ask for.
 *
 * @throws InvalidComponentError where an index or a name refers to nothing that fits.
 */
export class TypeEvaluator {
  #steps = 0;
  #depth = 0;

  /** Evaluates a component and returns its imports and exports in the order of the binary. */
  component(model: ComponentModel): readonly Extern[] {
    return this.#definitions(model.definitions, undefined, undefined, model.offset).externs;
  }

  /** Evaluates a component, or component type, whose imports are not given. */
  open(node: ComponentNode, offset: number): readonly Extern[] {
    return this.#instantiate(node, undefined, offset).externs;
  }

  #instantiate(node: ComponentNode, args: Arguments | undefined, offset: number): Scope {
    const { body, scope } = node;
    return body.kind === "definitions"
      ? this.#definitions(body.definitions, scope, args, offset)
      : this.#declarations(body.declarations, scope, args, offset);
  }

  #definitions(
    definitions: readonly Definition[],
    parent: ScopeView | undefined,
    args: Arguments | undefined,
    offset: number,
  ): Scope {
    return this.#walk(parent, offset, definitions, (scope, definition) =>
      this.#define(scope, definition, args),
    );
  }

  #declarations(
    declarations: readonly Declaration[],
    parent: ScopeView | undefined,
    args: Arguments | undefined,
    offset: number,
  ): Scope {
    return this.#walk(parent, offset, declarations, (scope, declaration) =>
      this.#declare(scope, declaration, args),
    );
  }

  #walk<T extends Definition | Declaration>(
    parent: ScopeView | undefined,
    offset: number,
    items: readonly T[],
    visit: (scope: Scope, item: T) => void,
  ): Scope {
    if (++this.#depth > MAX_INSTANTIATION_DEPTH) {
      fail("instances are nested too deep", offset);
    }
    const scope = emptyScope(parent);
    for (const item of items) {
      this.#steps += costOf(item);
      if (this.#steps > MAX_STEPS) {
        fail("the types of the component are too large", item.offset);
      }
      visit(scope, item);
    }
    this.#depth--;
    return scope;
  }

  #define(scope: Scope, definition: Definition, args: Arguments | undefined): void {
    const { offset } = definition;
    switch (definition.kind) {
      case "component": {
        const { definitions } = definition.component;
        const body = { kind: "definitions", definitions } as const;
        scope.components.push({ kind: "component", body, scope: viewOf(scope) });
        break;
      }
      case "instance":
        scope.instances.push(this.#instance(scope, definition));
        break;
      case "alias":
        alias(scope, definition.alias, offset);
        break;
      case "type":
        scope.types.push(typeNode(scope, definition.type, offset));
        break;
      case "canon":
        if (definition.canon.kind === "lift") {
          scope.functions.push(functionTypeAt(scope, definition.canon.type, offset));
        }
        break;
      case "import":
        this.#import(scope, definition, args);
        break;
      case "export": {
        const actual = itemAt(scope, definition.sort, definition.index, offset);
        const entity =
          definition.type === undefined
            ? exported(actual)
            : this.#entity(scope, definition.type, offset);
        addExtern(scope, "export", definition.name, entity, offset);
        break;
      }
      case "core-module":
      case "core-instance":
      case "core-type":
      case "start":
      case "value":
        break;
      default:
        assertNever(definition);
    }
  }

  #declare(scope: Scope, declaration: Declaration, args: Arguments | undefined): void {
    const { offset } = declaration;
    switch (declaration.kind) {
      case "type":
        scope.types.push(typeNode(scope, declaration.type, offset));
        break;
      case "alias":
        alias(scope, declaration.alias, offset);
        break;
      case "import":
        this.#import(scope, declaration, args);
        break;
      case "export": {
        const entity = this.#entity(scope, declaration.type, offset);
        addExtern(scope, "export", declaration.name, entity, offset);
        break;
      }
      case "core-type":
        break;
      default:
        assertNever(declaration);
    }
  }

  #import(
    scope: Scope,
    item: { readonly name: ExternName; readonly type: ExternType; readonly offset: number },
    args: Arguments | undefined,
  ): void {
    const { name, type, offset } = item;
    const declared = this.#entity(scope, type, offset);
    addExtern(scope, "import", name, boundTo(declared, name.name, args, offset), offset);
  }

  /** Makes what an import or export of type `type` stands for: new types wherever the type says no more. */
  #entity(scope: Scope, type: ExternType, offset: number): Entity {
    switch (type.kind) {
      case "function":
        return functionTypeAt(scope, type.type, offset);
      case "type":
        if (type.bound.kind === "eq") {
          const referenced = typeAt(scope, type.bound.type, offset);
          return { kind: "type", referenced, created: aliasOf(referenced) };
        } else {
          const resource = { kind: "resource" } as const;
          return { kind: "type", referenced: resource, created: resource };
        }
      case "instance":
        return this.#instanceOf(instanceTypeAt(scope, type.type, offset), offset);
      case "component":
        return componentTypeAt(scope, type.type, offset);
      case "core-module":
      case "value":
        return { kind: type.kind };
      default:
        return assertNever(type);
    }
  }

  #instanceOf(node: InstanceNode, offset: number): InstanceEntity {
    const scope = this.#declarations(node.declarations, node.scope, undefined, offset);
    return instanceEntity(scope.externs);
  }

  #instance(scope: Scope, { expression, offset }: InstanceDefinition): InstanceEntity {
    if (expression.kind === "exports") {
      const items = expression.exports.map(({ name, sort, index }) => ({
        name,
        entity: itemAt(scope, sort, index, offset),
        offset,
      }));
      return instanceEntity(items);
    }
    const args = new Map<string, Entity>();
    for (const { name, sort, index } of expression.args) {
      if (args.has(name)) {
        fail(`instantiation argument \`${name}\` is given twice`, offset);
      }
      args.set(name, itemAt(scope, sort, index, offset));
    }
    const component = componentAt(scope, expression.component, offset);
    const inner = this.#instantiate(component, args, offset);
    return instanceEntity(inner.externs.filter(({ direction }) => direction === "export"));
  }
}

/** The work that an item makes each time it is evaluated, in about as many units as it has parts. */
function costOf(item: Definition | Declaration): number {
  if (item.kind === "instance") {
    const { expression } = item;
    return 1 + (expression.kind === "exports" ? expression.exports : expression.args).length;
  }
  if (item.kind !== "type") {
    return 1;
  }
  switch (item.type.kind) {
    case "function":
      return 1 + item.type.params.length;
    case "record":
      return 1 + item.type.fields.length;
    case "variant":
      return 1 + item.type.cases.length;
    case "tuple":
      return 1 + item.type.types.length;
    default:
      return 1;
  }
}

function instanceEntity(items: readonly NamedEntity[]): InstanceEntity {
  const exports = new Map<string, NamedEntity>();
  for (const item of items) {
    if (exports.has(item.name.name)) {
      fail(`export name \`${item.name.name}\` is used twice`, item.offset);
    }
    exports.set(item.name.name, item);
  }
  return { kind: "instance", exports };
}

/** Puts the argument of an instantiation in the place of what an import declares. */
function boundTo(
  declared: Entity,
  name: string,
  args: Arguments | undefined,
  offset: number,
): Entity {
  if (args === undefined) {
    return declared;
  }
  const argument = args.get(name);
  if (argument === undefined) {
    return fail(`missing import named \`${name}\``, offset);
  }
  return narrowed(declared, argument, name, offset);
}

/** Checks that `actual` is of the sort of `declared`, and hides what an instance exports beyond it. */
function narrowed(declared: Entity, actual: Entity, name: string, offset: number): Entity {
  if (declared.kind !== actual.kind) {
    fail(`expected ${declared.kind} for \`${name}\`, found ${actual.kind}`, offset);
  }
  if (declared.kind !== "instance" || actual.kind !== "instance") {
    return actual;
  }
  const exports = new Map<string, NamedEntity>();
  for (const [key, item] of declared.exports) {
    const found = actual.exports.get(key);
    if (found === undefined) {
      return fail(`missing export \`${key}\` of instance \`${name}\``, offset);
    }
    exports.set(key, { ...item, entity: narrowed(item.entity, found.entity, key, offset) });
  }
  return { kind: "instance", exports };
}

/** An export of a type gives it a new name; everything else stays what it is. */
function exported(entity: Entity): Entity {
  return entity.kind === "type" ? { ...entity, created: aliasOf(entity.referenced) } : entity;
}

/** Adds an import or export and the index that it takes. */
function addExtern(
  scope: Scope,
  direction: "import" | "export",
  name: ExternName,
  entity: Entity,
  offset: number,
): void {
  const key = `${direction} ${name.name}`;
  if (scope.names.has(key)) {
    fail(`${direction} name \`${name.name}\` is used twice`, offset);
  }
  scope.names.add(key);
  scope.externs.push({ direction, name, entity, offset });
  addItem(scope, entity);
}

function addItem(scope: Scope, entity: Entity): void {
  switch (entity.kind) {
    case "function":
      scope.functions.push(entity);
      break;
    case "type":
      scope.types.push(entity.created);
      break;
    case "instance":
      scope.instances.push(entity);
      break;
    case "component":
      scope.components.push(entity);
      break;
    case "core-module":
    case "value":
      break;
    default:
      assertNever(entity);
  }
}

function alias(scope: Scope, item: Alias, offset: number): void {
  switch (item.kind) {
    case "core-export":
      return;
    case "outer": {
      if (item.sort === "type") {
        const { scope: target, typeCount } = outerScope(scope, item.count, offset);
        scope.types.push(at(target.types, item.index, typeCount, "type", offset));
      } else if (item.sort === "component") {
        const { scope: target, componentCount } = outerScope(scope, item.count, offset);
        scope.components.push(
          at(target.components, item.index, componentCount, "component", offset),
        );
      }
      return;
    }
    case "export": {
      const { length } = scope.instances;
      const instance = at(scope.instances, item.instance, length, "instance", offset);
      const found = instance.exports.get(item.name);
      if (found === undefined) {
        return fail(`instance ${item.instance} has no export named \`${item.name}\``, offset);
      }
      if (found.entity.kind !== item.sort) {
        fail(`export \`${item.name}\` for instance ${item.instance} is not a ${item.sort}`, offset);
      }
      addItem(scope, found.entity);
      return;
    }
    default:
      assertNever(item);
  }
}
