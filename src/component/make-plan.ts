import type { AbiResource } from "../abi/abi-type.js";
import { invariant } from "../assert.js";
import { abiTypeConverter, typeMemory } from "./abi-types.js";
import { UnsupportedError } from "./errors.js";
import type {
  CoreArgument,
  ExternalReference,
  LinkPlan,
  ModuleReference,
  PlannedCanon,
  PlannedComponent,
  PlannedExport,
  PlannedFunctionType,
  PlannedInstance,
  PlannedLift,
  PlannedResource,
  Step,
} from "./link-plan.js";
import type {
  Alias,
  CanonDefinition,
  ComponentModel,
  CoreInstanceDefinition,
  CoreModule,
  Definition,
  InstanceDefinition,
} from "./model.js";
import type { ComponentType, Extern, FunctionType, Resource } from "./validate/types.js";
import {
  asFunction,
  builtinParts,
  coreItems,
  exportOf,
  found,
  itemAt,
  makeScope,
  planOptions,
  type CoreInstanceItem,
  type InstanceItem,
  type Item,
  type PlanScope,
} from "./plan-scope.js";
import type { ValidatedComponent } from "./validate/validate.js";

/** Nested components can instantiate each other over and over; this bounds what a small binary can ask for. */
const MAX_INSTANCES = 10_000;
const MAX_STEPS = 100_000;

/** Makes the link plan of a valid component. */
export function makePlan(validated: ValidatedComponent): LinkPlan {
  return new Planner(validated).root(validated.model, undefined, validated.type);
}

type Mutable<Planned> = { -readonly [Key in keyof Planned]: Planned[Key] };

class Planner {
  readonly #validated: ValidatedComponent;
  readonly #instances: PlannedInstance[] = [];
  /** With their indices. */
  readonly #modules = new Map<CoreModule, number>();
  readonly #resources: Mutable<PlannedResource>[] = [];
  readonly #canons: PlannedCanon[] = [];
  readonly #lifts: Mutable<PlannedLift>[] = [];
  readonly #types = typeMemory();
  readonly #steps: Step[] = [];
  #coreSlots = 0;
  #componentSlots = 0;

  constructor(validated: ValidatedComponent) {
    this.#validated = validated;
  }

  root(model: ComponentModel, parent: PlanScope | undefined, type: ComponentType): LinkPlan {
    const { imports, exports, imported, defined } = type;
    const importOf = (name: string, path: readonly string[]): ExternalReference => ({
      source: { kind: "import", name },
      path,
    });
    this.#nameTypes(imports);
    this.#nameTypes(exports);
    const resources = new Map<Resource, number>();
    for (const [resource, [first = "", ...path]] of imported) {
      resources.set(resource, this.#importedResource(first, importOf(first, path)));
    }
    const args = new Map<string, Item>();
    for (const name of imports.keys()) {
      args.set(name, { kind: "external", from: importOf(name, []) });
    }
    const scope = this.#instantiate(model, parent, undefined, "component", args, resources);
    for (const [resource, path] of defined) {
      // Inside it may have another name.
      found(this.#resources[found(resources.get(resource))]).name = found(path.at(-1));
    }
    return {
      exports: this.#exports({ kind: "instance", exports: scope.exports }, exports, resources),
      instances: this.#instances,
      modules: [...this.#modules.keys()],
      resources: this.#resources,
      canons: this.#canons,
      lifts: this.#lifts,
      imports,
      steps: this.#steps,
    };
  }

  /** Types have names only where they are imported or exported. */
  #nameTypes(externs: ReadonlyMap<string, Extern>): void {
    for (const [name, extern] of externs) {
      if (extern.kind === "type") {
        this.#types.names.set(extern.created, name);
      } else if (extern.kind === "instance") {
        this.#nameTypes(extern.type.exports);
      }
    }
  }

  #importedResource(holder: string, from: ExternalReference): number {
    return this.#resource({ kind: "imported", name: from.path.at(-1) ?? holder, from });
  }

  #resource(resource: PlannedResource): number {
    return this.#resources.push(resource) - 1;
  }

  #step(step: Step): void {
    if (this.#steps.push(step) > MAX_STEPS) {
      throw new UnsupportedError(`the component instantiates more than ${MAX_STEPS} core modules`);
    }
  }

  /** Plans one instance of a component. */
  #instantiate(
    model: ComponentModel,
    outer: PlanScope | undefined,
    parent: number | undefined,
    name: string,
    args: ReadonlyMap<string, Item>,
    resources: Map<Resource, number>,
  ): PlanScope {
    const instance = this.#instances.push({ name, parent }) - 1;
    if (instance >= MAX_INSTANCES) {
      throw new UnsupportedError(`the component has more than ${MAX_INSTANCES} instances inside`);
    }
    const scope = makeScope({ parent: outer, owner: this, instance, resources });
    for (const definition of model.definitions) {
      this.#definition(scope, definition, args);
    }
    return scope;
  }

  #definition(scope: PlanScope, definition: Definition, args: ReadonlyMap<string, Item>): void {
    const { items } = scope;
    switch (definition.kind) {
      case "core-module":
        items["core-module"].push(definition);
        break;
      case "core-instance":
        scope.coreInstances.push(this.#coreInstance(scope, definition.expression));
        break;
      case "component":
        items.component.push({ kind: "component", model: definition.component, scope });
        break;
      case "instance":
        items.instance.push(this.#instance(scope, definition));
        break;
      case "alias":
        this.#alias(scope, definition.alias);
        break;
      case "canon":
        this.#canon(scope, definition);
        break;
      case "type":
        if (definition.type.kind === "resource") {
          const resource = found(this.#validated.resources.get(definition));
          this.#definedResource(scope, resource, definition.type.destructor);
        }
        break;
      case "import":
        items[definition.type.kind].push(found(args.get(definition.name.name)));
        break;
      case "export":
        items[definition.sort].push(this.#addExport(scope, scope.exports, definition));
        break;
      case "core-type":
      case "start":
      case "value":
        break;
    }
  }

  /** Adds what an instance exports; the first name of a lifted function is the one that messages have. */
  #addExport(
    scope: PlanScope,
    exports: Map<string, Item>,
    { name, sort, index }: Pick<Extract<Definition, { kind: "export" }>, "name" | "sort" | "index">,
  ): Item {
    const item = itemAt(scope, sort, index);
    exports.set(name.name, item);
    if (item.kind === "lift") {
      found(this.#lifts[item.lift]).name ??= name.name;
    }
    return item;
  }

  #module(item: Item): ModuleReference {
    if (item.kind === "external") {
      return item;
    }
    invariant(item.kind === "core-module", `a ${item.kind} is no core module`);
    const module = this.#modules.get(item.module) ?? this.#modules.size;
    this.#modules.set(item.module, module);
    return { kind: "module", module };
  }

  #definedResource(scope: PlanScope, resource: Resource, destructor: number | undefined): void {
    const { instance, core, resources } = scope;
    const name = resource.name ?? this.#exportedName(resource) ?? "resource";
    const index = this.#resource({ kind: "defined", name, instance });
    resources.set(resource, index);
    if (destructor !== undefined) {
      const reference = found(core["core-function"][destructor]);
      this.#step({ kind: "destructor", resource: index, destructor: reference });
    }
  }

  /** The name under which a component exports a resource type that it defines. */
  #exportedName(resource: Resource): string | undefined {
    for (const { defined } of this.#validated.components.values()) {
      const path = defined.get(resource);
      if (path !== undefined) {
        return path.at(-1);
      }
    }
    return undefined;
  }

  #coreInstance(
    scope: PlanScope,
    expression: CoreInstanceDefinition["expression"],
  ): CoreInstanceItem {
    const { core, coreInstances, items, instance } = scope;
    if (expression.kind === "exports") {
      const exported = expression.exports.map(
        ({ name, sort, index }) => [name, found(coreItems(core, sort)[index])] as const,
      );
      return { kind: "exports", items: new Map(exported) };
    }
    const slot = this.#coreSlots++;
    const args = expression.args.map((arg): readonly [string, CoreArgument] => {
      const item = found(coreInstances[arg.instance]);
      return [arg.name, item.kind === "instance" ? item : { ...item, items: [...item.items] }];
    });
    const module = this.#module(found(items["core-module"][expression.module]));
    this.#step({ kind: "core-instance", slot, instance, module, args });
    return { kind: "instance", slot };
  }

  #instance(scope: PlanScope, definition: InstanceDefinition): Item {
    const { expression } = definition;
    if (expression.kind === "exports") {
      const exports = new Map<string, Item>();
      for (const item of expression.exports) {
        this.#addExport(scope, exports, item);
      }
      return { kind: "instance", exports };
    }
    const resolved = found(this.#validated.instantiations.get(definition));
    const args = new Map(
      expression.args.map(({ name, sort, index }) => [name, itemAt(scope, sort, index)]),
    );
    const component = found(scope.items.component[expression.component]);
    if (component.kind === "external") {
      return this.#external(scope, component.from, { kind: "instance", exports: args }, resolved);
    }
    invariant(component.kind === "component", "a component is one");
    const inner = new Map<Resource, number>();
    for (const resource of resolved.component.imported.keys()) {
      const outside = resolved.resources.get(resource);
      const index = outside && scope.resources.get(outside);
      if (index !== undefined) {
        inner.set(resource, index);
      }
    }
    const name = `${this.#instances[scope.instance]?.name ?? ""}.${scope.items.instance.length}`;
    const made = this.#instantiate(
      component.model,
      component.scope,
      scope.instance,
      name,
      args,
      inner,
    );
    for (const resource of resolved.component.defined.keys()) {
      scope.resources.set(found(resolved.resources.get(resource)), found(inner.get(resource)));
    }
    return { kind: "instance", exports: made.exports };
  }

  /** Plans the instantiation of a component that the host gives. */
  #external(
    scope: PlanScope,
    component: ExternalReference,
    args: InstanceItem,
    resolved: {
      readonly resources: ReadonlyMap<Resource, Resource>;
      readonly component: ComponentType;
      readonly args: ReadonlyMap<string, Extern>;
    },
  ): Item {
    const slot = this.#componentSlots++;
    const given = this.#exports(args, resolved.args, scope.resources);
    this.#step({ kind: "component", slot, component, args: given });
    const source = { kind: "component", slot } as const;
    for (const [resource, path] of resolved.component.defined) {
      const index = this.#importedResource("resource", { source, path });
      scope.resources.set(found(resolved.resources.get(resource)), index);
    }
    return { kind: "external", from: { source, path: [] } };
  }

  #alias(scope: PlanScope, alias: Alias): void {
    const { items, core, coreInstances } = scope;
    switch (alias.kind) {
      case "export":
        items[alias.sort].push(exportOf(found(items.instance[alias.instance]), alias.name));
        break;
      case "core-export": {
        const { name } = alias;
        const item = found(coreInstances[alias.instance]);
        core[alias.sort].push(
          item.kind === "instance"
            ? { kind: "export", slot: item.slot, name }
            : found(item.items.get(name)),
        );
        break;
      }
      case "outer":
        if (alias.sort === "core-module" || alias.sort === "component") {
          items[alias.sort].push(this.#outerItem(scope, alias.count, alias.sort, alias.index));
        }
        break;
    }
  }

  #outerItem(
    scope: PlanScope,
    count: number,
    sort: "core-module" | "component",
    index: number,
  ): Item {
    let outer = scope;
    for (let i = 0; i < count; i++) {
      outer = found(outer.parent);
    }
    const item = found(outer.items[sort][index]);
    // What a component was given from outside means nothing in the plan of a component that it exports.
    if (outer.owner !== this && item.kind === "external") {
      throw new UnsupportedError("an exported component uses what the component around it imports");
    }
    return item;
  }

  #canon(scope: PlanScope, definition: CanonDefinition): void {
    const { canon } = definition;
    const resolved = found(this.#validated.canons.get(definition));
    const { instance, items, core, resources } = scope;
    const functions = core["core-function"];
    const add = (planned: PlannedCanon): void => {
      functions.push({ kind: "canon", canon: this.#canons.push(planned) - 1 });
    };
    switch (canon.kind) {
      case "lift":
      case "lower": {
        invariant("type" in resolved, "a canon is resolved to its type");
        const { type } = resolved;
        const options = planOptions(scope, resolved.options);
        const common = { instance, options, ...this.#functionType(resources, type) };
        if (canon.kind === "lower") {
          const target = asFunction(found(items.function[canon.function]));
          add({ kind: "lower", ...common, function: target });
        } else {
          const reference = found(functions[canon.coreFunction]);
          const lift = this.#lifts.push({ name: undefined, ...common, core: reference }) - 1;
          items.function.push({ kind: "lift", lift });
        }
        break;
      }
      case "resource.new":
      case "resource.drop":
      case "resource.rep": {
        invariant("resource" in resolved, "a canon is resolved to its type");
        const resource = found(resources.get(resolved.resource));
        add({ kind: "resource", builtin: canon.kind, instance, resource });
        break;
      }
      default:
        add({ kind: "builtin", instance, builtin: canon, ...builtinParts(scope, canon, resolved) });
    }
  }

  /** Resource types get keys by their order in the function, so that equal functions have equal glue. */
  #functionType(
    scopeResources: ReadonlyMap<Resource, number>,
    type: FunctionType,
  ): PlannedFunctionType {
    const known = new Map<number, AbiResource>();
    const resources: Record<string, number> = {};
    const converter = abiTypeConverter((resource) => {
      const index = found(scopeResources.get(resource));
      let abiResource = known.get(index);
      if (abiResource === undefined) {
        const { kind, name } = found(this.#resources[index]);
        const key = `r${known.size}`;
        abiResource = { key, name, definedBy: kind === "defined" ? "guest" : "host" };
        known.set(index, abiResource);
        resources[key] = index;
      }
      return abiResource;
    }, this.#types);
    return { type: converter.function(type), resources };
  }

  /** What the host sees of an instance's exports, by their types. */
  #exports(
    instance: Item,
    externs: ReadonlyMap<string, Extern>,
    resources: ReadonlyMap<Resource, number>,
  ): readonly PlannedExport[] {
    return [...externs].flatMap(([name, extern]): PlannedExport | readonly never[] => {
      const { kind } = extern;
      const item = exportOf(instance, name);
      switch (kind) {
        case "function": {
          const reference = asFunction(item);
          if (reference.kind === "lift") {
            // The same type as it was lifted with, but here the types in it have names.
            const named = this.#functionType(resources, extern.type);
            Object.assign(found(this.#lifts[reference.lift]), named);
          }
          return { kind, name, function: reference };
        }
        case "core-module":
          return { kind, name, module: this.#module(item) };
        case "instance":
          return { kind, name, exports: this.#exports(item, extern.type.exports, resources) };
        case "component":
          return { kind, name, component: this.#component(item) };
        case "type":
          return extern.created.kind === "resource"
            ? { kind: "resource", name, resource: found(resources.get(extern.created.resource)) }
            : [];
        case "value":
          return [];
      }
    });
  }

  #component(item: Item): PlannedComponent {
    if (item.kind === "external") {
      return item;
    }
    invariant(item.kind === "component", "a component is one");
    const validated = this.#validated;
    const { model, scope } = item;
    return {
      kind: "plan",
      plan: () => new Planner(validated).root(model, scope, found(validated.components.get(model))),
    };
  }
}
