import { decodeComponent } from "../component/decode.js";
import { InvalidComponentError, UnsupportedError } from "../component/errors.js";
import type { CustomSection, StringEncoding } from "../component/model.js";
import type { PackageGraph, PackageName } from "../graph/package-graph.js";
import { checkComponent } from "./check-component.js";
import { TypeEvaluator } from "./evaluate-types.js";
import { parseExternName } from "./extern-names.js";
import { emptyDraft, finishDraft, packageDraft, type PackageDraft } from "./graph-draft.js";
import { failOnPackageCycle, InterfaceDecoder } from "./interface-decoder.js";
import { COMPONENT_TYPE_PREFIX, stringEncodingOf } from "./metadata-section.js";
import { moduleCustomSections } from "./module-sections.js";
import { peelAliases, type Extern, type NamedEntity } from "./type-nodes.js";

/** What the `component-type` sections of a core module say. */
export interface ModuleWorld {
  /**
   * Root package `root:root` with world `root`, which is the union of the sections' worlds; those stand in their own
   * packages.
   */
  readonly graph: PackageGraph;
  /** The worlds by full name, in the order of the sections. */
  readonly worlds: readonly string[];
  /** How each function encodes strings, by name: `f` for one of the world, `ns:pkg/interface@1.0.0#f` for one of an interface. */
  readonly importEncodings: ReadonlyMap<string, StringEncoding>;
  readonly exportEncodings: ReadonlyMap<string, StringEncoding>;
}

const ROOT_PACKAGE: PackageName = { namespace: "root", name: "root" };
const ROOT_WORLD = "root";
/** The first byte of sections of old, which hold a package and the name of a world. */
const FORMAT_3 = 0x03;

/**
 * Reads the world that a core module was made for from its `component-type` sections.
 *
 * @returns `undefined` for a module without such sections.
 * @throws InvalidComponentError for broken sections, or sections that contradict each other.
 */
export function decodeModuleWorld(bytes: Uint8Array): ModuleWorld | undefined {
  const sections = moduleCustomSections(bytes, COMPONENT_TYPE_PREFIX);
  if (sections.length === 0) {
    return undefined;
  }
  const draft = emptyDraft();
  const decoder = new InterfaceDecoder(draft);
  const root = packageDraft(draft, ROOT_PACKAGE);
  const world = decoder.addWorld(ROOT_WORLD, root, 0);
  const worlds: string[] = [];
  const importEncodings = new Map<string, StringEncoding>();
  const exportEncodings = new Map<string, StringEncoding>();
  for (const section of sections) {
    inSection(section, () => {
      const { name, item, encoding, externs } = decodeSection(section);
      worlds.push(name);
      addNamedWorld(decoder, name, item.offset, externs());
      const own = externs();
      decoder.fillWorld(world, own, root);
      for (const extern of own) {
        const encodings = extern.direction === "import" ? importEncodings : exportEncodings;
        addEncoding(encodings, extern, encoding);
      }
    });
  }
  const graph = finishDraft(draft, root, failOnPackageCycle);
  return { graph, worlds, importEncodings, exportEncodings };
}

/**
 * Reads the contents of one `component-type` section, which {@link encodeWorld} writes, as a graph with the world in
 * its own package.
 *
 * @throws InvalidComponentError if they are broken.
 */
export function decodeWorld(bytes: Uint8Array): {
  readonly graph: PackageGraph;
  readonly stringEncoding: StringEncoding;
} {
  const { name, externs, encoding, item } = decodeSection({ name: "", bytes, offset: 0 });
  const draft = emptyDraft();
  const root = addNamedWorld(new InterfaceDecoder(draft), name, item.offset, externs());
  return { graph: finishDraft(draft, root, failOnPackageCycle), stringEncoding: encoding };
}

interface SectionWorld {
  /** The full name. */
  readonly name: string;
  /** Gives its imports and exports: other types each time. */
  readonly externs: () => readonly Extern[];
  readonly encoding: StringEncoding;
  readonly item: NamedEntity;
}

/** Decodes a section: a component with one export, a component type that exports the world's type by its name. */
function decodeSection({ name, bytes }: CustomSection): SectionWorld {
  if (bytes[0] === FORMAT_3) {
    throw new UnsupportedError(`custom section \`${name}\` is of an old format`);
  }
  const component = decodeComponent(bytes);
  checkComponent(component);
  const evaluator = new TypeEvaluator();
  const wrapper = onlyExport(evaluator.component(component), component.offset);
  const type = wrapper.entity.kind === "type" ? peelAliases(wrapper.entity.referenced) : undefined;
  if (type?.kind !== "component") {
    throw new InvalidComponentError("expected an exported component type", wrapper.offset);
  }
  const item = onlyExport(evaluator.open(type, wrapper.offset), wrapper.offset);
  const { entity, offset } = item;
  if (entity.kind !== "component") {
    throw new InvalidComponentError("expected an exported world", offset);
  }
  return {
    name: item.name.name,
    externs: () => evaluator.open(entity, offset),
    encoding: stringEncodingOf(component),
    item,
  };
}

/** Adds a world to the package that its full name says; returns the package. */
function addNamedWorld(
  decoder: InterfaceDecoder,
  name: string,
  offset: number,
  externs: readonly Extern[],
): PackageDraft {
  const parsed = parseExternName({ name }, offset);
  if (parsed.kind !== "interface") {
    throw new InvalidComponentError(`\`${name}\` is not the full name of a world`, offset);
  }
  const owner = packageDraft(decoder.draft, parsed.package);
  const world = owner.worlds.get(parsed.interface);
  decoder.fillWorld(world ?? decoder.addWorld(parsed.interface, owner, offset), externs, owner);
  return owner;
}

function onlyExport(externs: readonly Extern[], offset: number): Extern {
  const [first, second] = externs;
  if (first?.direction !== "export" || second !== undefined) {
    throw new InvalidComponentError("expected a single export", second?.offset ?? offset);
  }
  return first;
}

function addEncoding(
  encodings: Map<string, StringEncoding>,
  { name: { name }, entity, offset }: Extern,
  encoding: StringEncoding,
): void {
  const functions =
    entity.kind === "function"
      ? [name]
      : entity.kind === "instance"
        ? [...entity.exports]
            .filter(([, item]) => item.entity.kind === "function")
            .map(([key]) => `${name}#${key}`)
        : [];
  for (const key of functions) {
    const before = encodings.get(key);
    if (before !== undefined && before !== encoding) {
      throw new InvalidComponentError(
        `conflicting string encodings specified for \`${key}\``,
        offset,
      );
    }
    encodings.set(key, encoding);
  }
}

/** Runs `decode`; offsets in its errors count from the start of the section and are moved to that of the module. */
function inSection({ name, offset }: CustomSection, decode: () => void): void {
  try {
    decode();
  } catch (error) {
    if (error instanceof InvalidComponentError) {
      const message = error.message.replace(/ \(at offset 0x[0-9a-f]+\)$/, "");
      throw new InvalidComponentError(
        `custom section \`${name}\`: ${message}`,
        offset + error.offset,
      );
    }
    throw error;
  }
}
