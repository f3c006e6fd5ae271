import { invariant } from "../assert.js";
import { InvalidComponentError } from "../component/errors.js";
import type {
  FunctionItem,
  Interface,
  InterfaceId,
  PackageName,
  TypeId,
  TypeOwner,
  WorldId,
  WorldItem,
} from "../graph/package-graph.js";
import { parseExternName } from "./extern-names.js";
import {
  interfaceDraft,
  packageDraft,
  type GraphDraft,
  type InterfaceDraft,
  type PackageDraft,
  type WorldDraft,
} from "./graph-draft.js";
import { checkLabels } from "./check-labels.js";
import { describeItem, worldItemKey } from "./describe-item.js";
import { TypeDecoder, unrepresentable } from "./type-decoder.js";
import type { Extern, InstanceEntity, NamedEntity } from "./type-nodes.js";

/**
 * Turns imports and exports of components and component types into interfaces and worlds of a graph.
 *
 * Interfaces of other packages are never seen whole: what each import or export shows is added to what is known.
 */
export class InterfaceDecoder {
  readonly draft: GraphDraft;
  readonly #types: TypeDecoder;
  /** Interfaces of the root package by full name, which are complete once they are here. */
  readonly #complete = new Map<string, InterfaceId>();

  constructor(draft: GraphDraft) {
    this.draft = draft;
    this.#types = new TypeDecoder(draft);
  }

  /** Defines an interface of the root package, whose name is a full one. */
  ownInterface(item: NamedEntity, instance: InstanceEntity): void {
    const id = this.usedInterface(item.name.name, item, instance);
    this.#complete.set(item.name.name, id);
  }

  /** Finds or adds the interface with this full name, and adds to it what `instance` shows. */
  usedInterface(fullName: string, item: NamedEntity, instance: InstanceEntity): InterfaceId {
    const complete = this.#complete.get(fullName);
    const id = complete ?? this.#interfaceNamed(fullName, item);
    this.#addContents(id, instance, complete === undefined ? undefined : fullName);
    return id;
  }

  /** Adds an empty world to a package. */
  addWorld(name: string, owner: PackageDraft, offset: number): WorldId {
    if (owner.worlds.has(name)) {
      throw new InvalidComponentError(`world \`${name}\` is defined twice`, offset);
    }
    const world: WorldDraft = { name, package: owner, imports: [], exports: [] };
    const id = this.draft.worlds.push(world) - 1;
    owner.worlds.set(name, id);
    return id;
  }

  /**
   * Adds imports and exports to a world; what is no part of WIT (an imported core module, say) is left out.
   *
   * What the world has already must be the same thing: that is how the worlds of several sections are united.
   */
  fillWorld(id: WorldId, externs: readonly Extern[], owner: PackageDraft): void {
    const world = this.draft.worlds[id];
    invariant(world !== undefined, "the world was added");
    const known = {
      import: new Map(world.imports.map((item) => [worldItemKey(this.draft, item), item])),
      export: new Map(world.exports.map((item) => [worldItemKey(this.draft, item), item])),
    };
    for (const item of externs) {
      const before = known[item.direction].get(item.name.name);
      if (before?.kind === "type" && item.entity.kind === "type") {
        this.#types.sameType(before.type, item.entity, item.offset);
        continue;
      }
      const worldItem = this.#worldItem(item, id, owner);
      if (before !== undefined && worldItem !== undefined) {
        if (describeItem(this.draft, before) !== describeItem(this.draft, worldItem)) {
          unrepresentable(`\`${item.name.name}\` stands for two different things`, item.offset);
        }
      } else if (worldItem !== undefined) {
        (item.direction === "import" ? world.imports : world.exports).push(worldItem);
      }
    }
  }

  #worldItem(item: Extern, world: WorldId, owner: PackageDraft): WorldItem | undefined {
    const { entity, offset } = item;
    const { name, externalId } = item.name;
    const typeOwner: TypeOwner = { kind: "world", world };
    switch (entity.kind) {
      case "instance": {
        const named = this.#worldInterface(item, entity, owner);
        return {
          kind: "interface",
          ...named,
          ...(externalId === undefined ? {} : { externalId }),
        };
      }
      case "function":
        return { kind: "function", name, function: this.#types.function(item, entity, typeOwner) };
      case "type":
        if (item.direction === "export") {
          return unrepresentable(`type \`${name}\` is exported outside of an interface`, offset);
        }
        return { kind: "type", name, type: this.#types.namedType(item, entity, typeOwner) };
      default:
        return item.direction === "export"
          ? unrepresentable(`export \`${name}\` is neither a function nor an instance`, offset)
          : undefined;
    }
  }

  #worldInterface(
    item: NamedEntity,
    instance: InstanceEntity,
    owner: PackageDraft,
  ): { readonly name?: string; readonly interface: InterfaceId } {
    const { name, implements: implemented } = item.name;
    if (implemented !== undefined) {
      checkLabels("instance", [name], item.offset);
      return { name, interface: this.usedInterface(implemented, item, instance) };
    }
    const parsed = parseExternName(item.name, item.offset);
    if (parsed.kind === "interface") {
      return { interface: this.usedInterface(name, item, instance) };
    }
    if (parsed.kind !== "plain") {
      return unrepresentable(`instance \`${name}\` has the name of a function`, item.offset);
    }
    const id = this.#addInterface({}, owner);
    this.#addContents(id, instance, undefined);
    return { name, interface: id };
  }

  #interfaceNamed(fullName: string, item: NamedEntity): InterfaceId {
    const { versionSuffix } = item.name;
    const name =
      versionSuffix === undefined ? { name: fullName } : { name: fullName, versionSuffix };
    const parsed = parseExternName(name, item.offset);
    if (parsed.kind !== "interface") {
      throw new InvalidComponentError(
        `\`${fullName}\` is not the name of an interface`,
        item.offset,
      );
    }
    const owner = packageDraft(this.draft, parsed.package);
    let id = owner.interfaces.get(parsed.interface);
    if (id === undefined) {
      id = this.#addInterface({ name: parsed.interface }, owner);
      owner.interfaces.set(parsed.interface, id);
    }
    return id;
  }

  #addInterface(name: Pick<Interface, "name">, owner: PackageDraft): InterfaceId {
    const item: InterfaceDraft = {
      ...name,
      package: owner,
      types: new Map<string, TypeId>(),
      functions: new Map<string, FunctionItem>(),
    };
    return this.draft.interfaces.push(item) - 1;
  }

  /** @param complete the interface's name, if everything in it must be known already. */
  #addContents(id: InterfaceId, instance: InstanceEntity, complete: string | undefined): void {
    const owner: TypeOwner = { kind: "interface", interface: id };
    const { types, functions } = interfaceDraft(this.draft, id);
    for (const [name, item] of instance.exports) {
      const { entity, offset } = item;
      const known = types.get(name);
      if (entity.kind === "type" && known !== undefined) {
        this.#types.sameType(known, entity, offset);
        continue;
      }
      if (entity.kind === "function" && functions.has(name)) {
        continue;
      }
      if (complete !== undefined) {
        throw new InvalidComponentError(
          `\`${name}\` is not defined in interface \`${complete}\``,
          offset,
        );
      }
      if (entity.kind === "type") {
        types.set(name, this.#types.namedType(item, entity, owner));
      } else if (entity.kind === "function") {
        functions.set(name, this.#types.function(item, entity, owner));
      } else {
        unrepresentable(`\`${name}\` in an interface is neither a type nor a function`, offset);
      }
    }
  }
}

/** Makes the failure for packages that use each other's interfaces. */
export function failOnPackageCycle(name: PackageName): never {
  return unrepresentable(`package \`${name.namespace}:${name.name}\` depends on itself`, 0);
}
