import { existsSync, readFileSync, readdirSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { toResolveJson } from "../../src/graph/resolve-json.js";
import { loadWit } from "../../src/load-wit.js";
import { validateGraph } from "../../src/resolve/validate-graph.js";
import { loadWitText } from "../../src/wit.js";

/** Stands beside the repository; skipped where it is missing. */
const corpus = fileURLToPath(new URL("../../../shared/corpus", import.meta.url));
const hasCorpus = existsSync(corpus);
const options = { features: ["active"] };

/** The place in an error as the reference prints it. */
function placeIn(text: string): { file: string; line: number; column: number } | undefined {
  const match =
    /--> (.*):(\d+):(\d+)/.exec(text) ?? /^(.*\.wit):(\d+):(\d+): /m.exec(text) ?? undefined;
  return match && { file: match[1] ?? "", line: Number(match[2]), column: Number(match[3]) };
}

interface Case {
  readonly name: string;
  readonly input: string;
  readonly want: string;
}

function cases(folder: string, ending: string): readonly Case[] {
  const root = join(corpus, folder);
  return readdirSync(root).flatMap((entry) => {
    if (!entry.endsWith(ending)) {
      return [];
    }
    const input = [entry.slice(0, -ending.length), entry.slice(0, -`.wit${ending}`.length)]
      .map((name) => join(root, name))
      .find((path) => existsSync(path));
    return input === undefined ? [] : [{ name: entry, input, want: join(root, entry) }];
  });
}

function readJson(path: string): unknown {
  return JSON.parse(readFileSync(path, "utf8"));
}

/** WebAssembly text cannot be read. */
function needsWat(input: string): boolean {
  const deps = join(input, "deps");
  return (
    statSync(input).isDirectory() &&
    existsSync(deps) &&
    readdirSync(deps).some((entry) => /\.was?[tm]$/.test(entry))
  );
}

describe.skipIf(!hasCorpus)("the reference's own cases (needs ../shared/corpus)", () => {
  const accepted = hasCorpus ? cases("wit-ui", ".json") : [];
  it.each(accepted.filter(({ input }) => !needsWat(input)))("$name", async ({ input, want }) => {
    const { graph, diagnostics } = await loadWit(input, options);
    expect(diagnostics).toEqual([]);
    expect(graph && toResolveJson(graph)).toEqual(readJson(want));
  });

  const rejected = hasCorpus ? cases("wit-ui/parse-fail", ".result") : [];
  it.each(rejected)("parse-fail/$name", async ({ input, want }) => {
    const { graph, diagnostics } = await loadWit(input, options);
    expect(graph).toBeUndefined();
    expect(diagnostics.length).toBeLessThanOrEqual(3);
    const place = placeIn(readFileSync(want, "utf8"));
    if (place) {
      expect(
        diagnostics.map(({ file, line, column }) => ({
          file: basename(file ?? ""),
          line,
          column,
        })),
      ).toContainEqual({ ...place, file: basename(place.file) });
    }
  });
});

describe.skipIf(!hasCorpus)("probes (needs ../shared/corpus)", () => {
  interface Probe {
    readonly name: string;
    readonly source: string;
    readonly parse: string;
    readonly check?: string;
  }
  const probes = hasCorpus
    ? readFileSync(join(corpus, "wit-probes.jsonl"), "utf8")
        .split("\n")
        .filter((line) => line !== "")
        .map((line) => JSON.parse(line) as Probe)
    : [];

  it.each(probes.filter(({ parse }) => parse === "ok" || parse === "error"))(
    "$name",
    async ({ source, parse, check }) => {
      const { graph } = await loadWitText(source, { file: "p.wit" });
      expect(graph ? "ok" : "error").toBe(parse);
      if (graph && check !== undefined) {
        expect(validateGraph(graph).length === 0).toBe(check.includes("valid-all=Ok"));
      }
    },
  );
});

describe.skipIf(!hasCorpus)("real packages (needs ../shared/corpus)", () => {
  const real = join(corpus, "wit-real");
  const rows = hasCorpus
    ? readFileSync(join(real, "manifest.tsv"), "utf8").split("\n").slice(1)
    : [];
  const packages = rows
    .filter((row) => row !== "")
    .map((row) => row.split("\t"))
    .map(([id = "", path = "", verdict = ""]) => ({ id, path, verdict }));

  it.each(packages.filter(({ verdict }) => verdict === "accepted"))(
    "$path",
    async ({ id, path }) => {
      const { graph, diagnostics } = await loadWit(join(real, path));
      expect(diagnostics).toEqual([]);
      expect(graph && toResolveJson(graph)).toEqual(readJson(join(real, "expected", `${id}.json`)));
      expect(graph && validateGraph(graph)).toEqual([]);
    },
  );

  it.each(packages.filter(({ verdict }) => verdict === "rejected"))(
    "$path",
    async ({ id, path }) => {
      const { graph, diagnostics } = await loadWit(join(real, path));
      expect(graph).toBeUndefined();
      const place = placeIn(readFileSync(join(real, "expected", `${id}.err`), "utf8"));
      if (place) {
        expect(diagnostics.map(({ line, column }) => ({ line, column }))).toContainEqual({
          line: place.line,
          column: place.column,
        });
      }
    },
  );
});
