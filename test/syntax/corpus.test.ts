import { basename, join } from "node:path";
import { existsSync, readdirSync } from "node:fs";
import { describe, expect, it, vi } from "vitest";
import { formatWit } from "../../src/syntax/format.js";
import { parse } from "../../src/syntax/parse.js";
import { corpus, hasCorpus, readText, witFiles } from "./corpus.js";
import { withoutSpans } from "./without-spans.js";

// A thousand files.
vi.setConfig({ testTimeout: 60_000 });

/** In the corpus, but in syntax that the reference rejects too. */
const rejected =
  /parse-fail|componentize\/tests\/wit|grammar\/(?:integration\/sized-lists|unit\/(?:feature-gates-test|interface|world))\.wit$/;

describe.skipIf(!hasCorpus)("the corpus (in ../shared)", () => {
  const files = ["wit-ui", "wit-interfaces", "wit-real"].flatMap((folder) => witFiles(folder));
  const wellFormed = files.filter((path) => !rejected.test(path));

  it("holds files", () => {
    expect(wellFormed.length).toBeGreaterThan(1000);
  });

  it("parses, and formatting changes nothing but the layout", () => {
    for (const path of wellFormed) {
      const text = readText(path);
      const { file, diagnostics } = parse({ file: path, text });
      expect(diagnostics, path).toEqual([]);
      const formatted = formatWit(text);
      const again = parse({ file: path, text: formatted });
      expect(again.diagnostics, path).toEqual([]);
      expect(withoutSpans(again.file), path).toEqual(withoutSpans(file));
      expect(formatWit(formatted), path).toBe(formatted);
    }
  });

  it("is rejected where the reference rejects it", () => {
    const folder = join(corpus, "wit-ui/parse-fail");
    let syntaxErrors = 0;
    for (const entry of readdirSync(folder).filter((name) => name.endsWith(".wit.result"))) {
      const path = join(folder, entry.replace(/\.result$/, ""));
      if (!existsSync(path)) {
        continue;
      }
      const { diagnostics } = parse({ file: path, text: readText(path) });
      const [, file, line, column] =
        /([^/ ]+\.wit):(\d+):(\d+)/.exec(readText(join(folder, entry))) ?? [];
      if (diagnostics.length > 0 && file === basename(path)) {
        syntaxErrors++;
        expect(`${diagnostics[0]?.line}:${diagnostics[0]?.column}`, entry).toBe(
          `${line}:${column}`,
        );
      }
    }
    expect(syntaxErrors).toBeGreaterThanOrEqual(25);
  });

  it("answers the probes as the reference does", () => {
    const probes = readText(join(corpus, "wit-probes.jsonl")).split("\n").filter(Boolean);
    for (const line of probes) {
      // The shape of each line is documented beside the file.
      const probe = JSON.parse(line) as { parse: string; source: string; rendered?: string };
      const [first] = parse({ file: "p.wit", text: probe.source }).diagnostics;
      if (first !== undefined) {
        expect(probe.rendered, probe.source).toContain(`p.wit:${first.line}:${first.column}`);
      }
    }
  });
});
