import type { AbiResource } from "../abi/abi-type.js";
import { invariant } from "../assert.js";
import { abiTypeConverter, typeMemory } from "./abi-types.js";
import { UnsupportedError } from "./errors.js";
import type {
  CoreArgument,
  CoreReference,
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
  asModule,
  coreExport,
  coreSpace,
  exportOf,
  found,
  itemAt,
  planOptions,
  push,
  type CoreInstanceItem,
  type Item,
  type ModuleItem,
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

class Planner {
  readonly #validated: ValidatedComponent;
  readonly #instances: PlannedInstance[] = [];
  readonly #modules: CoreModule[] = [];
  readonly #moduleIndices = new Map<CoreModule, number>();
  readonly #resources: PlannedResource[] = [];
  readonly #canons: PlannedCanon[] = [];
  readonly #lifts: PlannedLift[] = [];
  readonly #liftNames = new Map<number, string>();
  readonly #types = typeMemory();
  readonly #steps: Step[] = [];
  #coreSlots = 0;
  #componentSlots = 0;

  constructor(validated: ValidatedComponent) {
    this.#validated = validated;
  }

  root(model: ComponentModel, parent: PlanScope | undefined, type: ComponentType): LinkPlan {
    const args = new Map<string, Item>();
    const importOf = (name: string, path: readonly string[]): ExternalReference => ({
      source: { kind: "import", name },
      path,
    });
    for (const name of type.imports.keys()) {
      args.set(name, { kind: "external", from: importOf(name, []) });
    }
    this.#nameTypes(type.imports);
    this.#nameTypes(type.exports);
    const resources = new Map<Resource, number>();
    for (const [resource, [first = "", ...path]] of type.imported) {
      const name = path[path.length - 1] ?? first;
      resources.set(
        resource,
        this.#resource({ kind: "imported", name, from: importOf(first, path) }),
      );
    }
    const scope = this.#instantiate(model, parent, undefined, "component", args, resources);
    const exports = this.#exports(scope.exports, type.exports, scope.resources);
    return {
      instances: this.#instances,
      modules: this.#modules,
      resources: this.#resources,
      canons: this.#canons,
      lifts: this.#lifts.map((lift, index) => ({ ...lift, name: this.#liftNames.get(index) })),
      imports: type.imports,
      steps: this.#steps,
      exports,
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
    const scope: PlanScope = {
      parent: outer,
      owner: this,
      instance: this.#instances.push({ name, parent }) - 1,
      coreModules: [],
      coreInstances: [],
      coreFunctions: [],
      coreTables: [],
      coreMemories: [],
      coreGlobals: [],
      coreTags: [],
      functions: [],
      instances: [],
      components: [],
      exports: new Map(),
      resources,
    };
    if (this.#instances.length > MAX_INSTANCES) {
      throw new UnsupportedError(`the component has more than ${MAX_INSTANCES} instances inside`);
    }
    for (const definition of model.definitions) {
      this.#definition(scope, definition, args);
    }
    return scope;
  }

  #definition(scope: PlanScope, definition: Definition, args: ReadonlyMap<string, Item>): void {
    switch (definition.kind) {
      case "core-module":
        scope.coreModules.push({ kind: "module", module: definition.module });
        break;
      case "core-instance":
        scope.coreInstances.push(this.#coreInstance(scope, definition.expression));
        break;
      case "component":
        scope.components.push({ kind: "component", model: definition.component, scope });
        break;
      case "instance":
        scope.instances.push(this.#instance(scope, definition));
        break;
      case "alias":
        this.#alias(scope, definition.alias);
        break;
      case "canon":
        this.#canon(scope, definition);
        break;
      case "type": {
        const resource = this.#validated.resources.get(definition);
        if (resource !== undefined && definition.type.kind === "resource") {
          this.#definedResource(scope, resource, definition.type.destructor);
        }
        break;
      }
      case "import":
        push(scope, definition.type.kind, found(args.get(definition.name.name)));
        break;
      case "export": {
        const item = itemAt(scope, definition.sort, definition.index);
        scope.exports.set(definition.name.name, item);
        this.#nameLift(definition.name.name, item);
        push(scope, definition.sort, item);
        break;
      }
      case "core-type":
      case "start":
      case "value":
        break;
    }
  }

  #nameLift(name: string, item: Item): void {
    if (item.kind === "function" && item.function.kind === "lift") {
      const { lift } = item.function;
      this.#liftNames.set(lift, this.#liftNames.get(lift) ?? name);
    }
  }

  #module(item: ModuleItem): ModuleReference {
    if (item.kind === "external") {
      return item;
    }
    let index = this.#moduleIndices.get(item.module);
    if (index === undefined) {
      index = this.#modules.push(item.module) - 1;
      this.#moduleIndices.set(item.module, index);
    }
    return { kind: "module", module: index };
  }

  #definedResource(scope: PlanScope, resource: Resource, destructor: number | undefined): void {
    const name = resource.name ?? this.#exportedName(resource) ?? "resource";
    const index = this.#resource({ kind: "defined", name, instance: scope.instance });
    scope.resources.set(resource, index);
    if (destructor !== undefined) {
      const reference = found(scope.coreFunctions[destructor]);
      this.#step({ kind: "destructor", resource: index, destructor: reference });
    }
  }

  /** The name under which a component exports a resource type that it defines. */
  #exportedName(resource: Resource): string | undefined {
    for (const type of this.#validated.components.values()) {
      const path = type.defined.get(resource);
      if (path !== undefined) {
        return path[path.length - 1];
      }
    }
    return undefined;
  }

  #coreInstance(
    scope: PlanScope,
    expression: CoreInstanceDefinition["expression"],
  ): CoreInstanceItem {
    if (expression.kind === "exports") {
      const items = new Map<string, CoreReference>();
      for (const item of expression.exports) {
        items.set(item.name, found(coreSpace(scope, item.sort)[item.index]));
      }
      return { kind: "exports", items };
    }
    const slot = this.#coreSlots++;
    const args = expression.args.map(({ name, instance }): readonly [string, CoreArgument] => {
      const item = found(scope.coreInstances[instance]);
      return [name, item.kind === "instance" ? item : { kind: "exports", items: [...item.items] }];
    });
    const module = this.#module(found(scope.coreModules[expression.module]));
    this.#step({ kind: "core-instance", slot, instance: scope.instance, module, args });
    return { kind: "instance", slot };
  }

  #instance(scope: PlanScope, definition: InstanceDefinition): Item {
    const { expression } = definition;
    if (expression.kind === "exports") {
      const exports = new Map<string, Item>();
      for (const { name, sort, index } of expression.exports) {
        const item = itemAt(scope, sort, index);
        exports.set(name.name, item);
        this.#nameLift(name.name, item);
      }
      return { kind: "instance", exports };
    }
    const resolved = found(this.#validated.instantiations.get(definition));
    const args = new Map(
      expression.args.map(({ name, sort, index }) => [name, itemAt(scope, sort, index)]),
    );
    const component = found(scope.components[expression.component]);
    if (component.kind === "external") {
      return this.#external(scope, component.from, args, resolved);
    }
    invariant(component.kind === "component", "an instantiated component is one");
    const inner = new Map<Resource, number>();
    for (const resource of resolved.component.imported.keys()) {
      const outside = resolved.resources.get(resource);
      const index = outside === undefined ? undefined : scope.resources.get(outside);
      if (index !== undefined) {
        inner.set(resource, index);
      }
    }
    const name = `${this.#instances[scope.instance]?.name ?? ""}.${scope.instances.length}`;
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
    args: ReadonlyMap<string, Item>,
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
      const name = path[path.length - 1] ?? "resource";
      const index = this.#resource({ kind: "imported", name, from: { source, path } });
      scope.resources.set(found(resolved.resources.get(resource)), index);
    }
    return { kind: "external", from: { source, path: [] } };
  }

  #alias(scope: PlanScope, alias: Alias): void {
    switch (alias.kind) {
      case "export":
        push(scope, alias.sort, exportOf(found(scope.instances[alias.instance]), alias.name));
        break;
      case "core-export":
        coreSpace(scope, alias.sort).push(
          coreExport(found(scope.coreInstances[alias.instance]), alias.name),
        );
        break;
      case "outer":
        this.#outerAlias(scope, alias);
        break;
    }
  }

  #outerAlias(scope: PlanScope, alias: Extract<Alias, { readonly kind: "outer" }>): void {
    let outer = scope;
    for (let i = 0; i < alias.count; i++) {
      outer = found(outer.parent);
    }
    if (alias.sort === "core-module") {
      const item = found(outer.coreModules[alias.index]);
      this.#checkReach(outer, item.kind);
      scope.coreModules.push(item);
    } else if (alias.sort === "component") {
      const item = found(outer.components[alias.index]);
      this.#checkReach(outer, item.kind);
      scope.components.push(item);
    }
  }

  /** What a component was given from outside means nothing in the plan of a component that it exports. */
  #checkReach(outer: PlanScope, kind: string): void {
    if (outer.owner !== this && kind === "external") {
      throw new UnsupportedError("an exported component uses what the component around it imports");
    }
  }

  #canon(scope: PlanScope, definition: CanonDefinition): void {
    const { canon } = definition;
    const resolved = found(this.#validated.canons.get(definition));
    const { instance } = scope;
    switch (canon.kind) {
      case "lift": {
        invariant(resolved.kind === "lift", "a lift is resolved as one");
        const lift = this.#lifts.push({
          name: undefined,
          ...this.#functionType(scope.resources, resolved.type),
          instance,
          core: found(scope.coreFunctions[canon.coreFunction]),
          options: planOptions(scope, resolved.options),
        });
        scope.functions.push({ kind: "lift", lift: lift - 1 });
        return;
      }
      case "lower": {
        invariant(resolved.kind === "lower", "a lower is resolved as one");
        this.#core(scope, {
          kind: "lower",
          ...this.#functionType(scope.resources, resolved.type),
          instance,
          function: found(scope.functions[canon.function]),
          options: planOptions(scope, resolved.options),
        });
        return;
      }
      case "resource.new":
      case "resource.drop":
      case "resource.rep": {
        invariant(resolved.kind === "resource", "a resource built-in is resolved as one");
        const resource = found(scope.resources.get(resolved.resource));
        this.#core(scope, { kind: "resource", builtin: canon.kind, instance, resource });
        return;
      }
      default:
        this.#core(scope, { kind: "builtin", instance, builtin: canon });
    }
  }

  #core(scope: PlanScope, canon: PlannedCanon): void {
    scope.coreFunctions.push({ kind: "canon", canon: this.#canons.push(canon) - 1 });
  }

  /** Resource types get keys by their order in the function, so that equal functions have equal glue. */
  #functionType(
    scopeResources: ReadonlyMap<Resource, number>,
    type: FunctionType,
  ): PlannedFunctionType {
    const keys = new Map<number, AbiResource>();
    const resources: Record<string, number> = {};
    const converter = abiTypeConverter((resource) => {
      const index = found(scopeResources.get(resource));
      let abiResource = keys.get(index);
      if (abiResource === undefined) {
        const planned = found(this.#resources[index]);
        const key = `r${keys.size}`;
        const definedBy = planned.kind === "defined" ? "guest" : "host";
        abiResource = { key, name: planned.name, definedBy };
        keys.set(index, abiResource);
        resources[key] = index;
      }
      return abiResource;
    }, this.#types);
    return { type: converter.function(type), resources };
  }

  /** What the host sees of some items, by their types. */
  #exports(
    items: ReadonlyMap<string, Item>,
    externs: ReadonlyMap<string, Extern>,
    resources: ReadonlyMap<Resource, number>,
  ): readonly PlannedExport[] {
    const planned: PlannedExport[] = [];
    for (const [name, extern] of externs) {
      if (extern.kind === "type") {
        if (extern.created.kind === "resource") {
          const resource = found(resources.get(extern.created.resource));
          planned.push({ kind: "resource", name, resource });
        }
        continue;
      }
      planned.push(...this.#export(name, extern, found(items.get(name)), resources));
    }
    return planned;
  }

  #export(
    name: string,
    extern: Exclude<Extern, { readonly kind: "type" }>,
    item: Item,
    resources: ReadonlyMap<Resource, number>,
  ): readonly PlannedExport[] {
    switch (extern.kind) {
      case "function": {
        const reference = asFunction(item);
        const lift = reference.kind === "lift" ? this.#lifts[reference.lift] : undefined;
        if (reference.kind === "lift" && lift !== undefined) {
          // The same type as it was lifted with, but here the types in it have names.
          const named = this.#functionType(resources, extern.type);
          this.#lifts[reference.lift] = { ...lift, ...named };
        }
        return [{ kind: "function", name, function: reference }];
      }
      case "core-module":
        return [{ kind: "core-module", name, module: this.#module(asModule(item)) }];
      case "instance": {
        const { exports } = extern.type;
        const items = new Map([...exports.keys()].map((key) => [key, exportOf(item, key)]));
        return [{ kind: "instance", name, exports: this.#exports(items, exports, resources) }];
      }
      case "component":
        return [{ kind: "component", name, component: this.#component(item) }];
      case "value":
        return [];
    }
  }

  #component(item: Item): PlannedComponent {
    if (item.kind === "external") {
      return { kind: "external", from: item.from };
    }
    invariant(item.kind === "component", "an exported component is one");
    const validated = this.#validated;
    const { model, scope } = item;
    return {
      kind: "plan",
      plan: () => new Planner(validated).root(model, scope, found(validated.components.get(model))),
    };
  }
}
