import { readFileSync } from "node:fs";
import { invariant } from "../assert.js";
import type { GeneratedFile } from "./write-output.js";

/** Where the runtime stands below the output directory, as generated code imports it. */
export const INLINE_RUNTIME = "./runtime/index.js";

interface TextFile {
  readonly path: string;
  readonly content: string;
}

/** A compiled module of the runtime is two files. */
type Extension = ".js" | ".d.ts";

/**
 * Copies what generated files import of the runtime: an index of just these names, and the modules behind it.
 *
 * @param files import from {@link INLINE_RUNTIME}
 */
export function inlineRuntime(files: readonly TextFile[]): GeneratedFile[] {
  const names = importedNames(files);
  return ([".js", ".d.ts"] as const).flatMap((extension) => {
    const exported = exportsOf("index", extension);
    const byModule = new Map<string, string[]>();
    for (const name of names) {
      const module = exported.get(name);
      if (module !== undefined) {
        byModule.set(module, [...(byModule.get(module) ?? []), name]);
      } else {
        // Types have no JavaScript.
        invariant(extension === ".js", `the runtime exports ${name}`);
      }
    }
    const lines = [...byModule].map(
      ([module, list]) => `export { ${list.join(", ")} } from "./${module}.js";\n`,
    );
    const index = {
      path: `runtime/index${extension}`,
      content: lines.join("") || "export {};\n",
    };
    const modules = reachedModules(byModule.keys(), extension);
    return [
      index,
      ...modules.map((module) => ({
        path: `runtime/${module}${extension}`,
        content: moduleText(module, extension),
      })),
    ];
  });
}

/** The names that files import of the runtime, sorted. */
function importedNames(files: readonly TextFile[]): string[] {
  const names = new Set<string>();
  for (const { content } of files) {
    const lists = content.matchAll(
      /^(?:import|export)(?: type)? \{([^}]*)\} from "\.\.?\/runtime\/index\.js";$/gm,
    );
    for (const [, list = ""] of lists) {
      for (const name of specifierNames(list)) {
        names.add(name);
      }
    }
  }
  return [...names].sort();
}

/** The names in braces, by which the other module knows them. */
function specifierNames(list: string): string[] {
  return list
    .split(",")
    .map((specifier) => /^\s*(?:type )?([\w$]+)/.exec(specifier)?.[1] ?? "")
    .filter((name) => name !== "");
}

/** What a module of the runtime exports, and the module behind it that declares it. */
function exportsOf(module: string, extension: Extension): Map<string, string> {
  const text = moduleText(module, extension);
  const found = new Map<string, string>();
  const declared =
    /^export (?:declare )?(?:async )?(?:abstract )?(?:function|class|const|let|interface|type) ([\w$]+)/gm;
  for (const [, name = ""] of text.matchAll(declared)) {
    found.set(name, module);
  }
  for (const [, list, from = ""] of text.matchAll(
    /^export (?:type )?(?:\*|\{([^}]*)\}) from "\.\/([\w-]+)\.js";/gm,
  )) {
    if (list === undefined) {
      for (const [name, origin] of exportsOf(from, extension)) {
        found.set(name, origin);
      }
    } else {
      for (const name of specifierNames(list)) {
        found.set(name, from);
      }
    }
  }
  return found;
}

/** The modules and all that they import, sorted. */
function reachedModules(modules: Iterable<string>, extension: Extension): string[] {
  const reached = new Set(modules);
  for (const module of reached) {
    const text = moduleText(module, extension);
    for (const [, imported = ""] of text.matchAll(
      /(?:from |import\(|import )"\.\/([\w-]+)\.js"/g,
    )) {
      reached.add(imported);
    }
  }
  return [...reached].sort();
}

function moduleText(module: string, extension: Extension): string {
  // From `dist/files/` as well as from a bundle beside it.
  const url = new URL(`../runtime/${module}${extension}`, import.meta.url);
  return readFileSync(url, "utf8").replace(/^\/\/# sourceMappingURL=.*\n?/m, "");
}
