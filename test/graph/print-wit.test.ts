import { existsSync, readFileSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import type { PackageGraph } from "../../src/graph/package-graph.js";
import { printWit } from "../../src/graph/print-wit.js";
import { toResolveJson } from "../../src/graph/resolve-json.js";
import { loadWit } from "../../src/load-wit.js";
import { loadWitText } from "../../src/wit.js";

/** Stands beside the repository; skipped where it is missing. */
const corpus = fileURLToPath(new URL("../../../shared/corpus", import.meta.url));
const hasCorpus = existsSync(corpus);

async function load(text: string): Promise<PackageGraph> {
  const { graph, diagnostics } = await loadWitText(text, { features: "all" });
  if (!graph) {
    throw new Error(diagnostics[0]?.message);
  }
  return graph;
}

const text = `/// docs of the package
/// in two lines
package a:b@1.0.0;

/// docs of i
@since(version = 0.9.0)
@deprecated(version = 1.0.0)
interface i {
  use c:d/e.{t};
  @unstable(feature = %list)
  use c:d/e.{t as u, r as %own};

  /// docs of a record
  record %record {
    /// docs of a field
    a: t,
    %use: list<%own, 4>,
  }

  variant v {
    a,
    b(tuple<u8, option<string>>),
  }

  enum e {
    %enum,
    x,
  }

  flags f {
    y,
    z,
  }

  resource q {
    constructor(a: u8) -> result<q>;
    @external-id("\\"\\\\\\n\\u{e9}")
    m: async func(other: borrow<q>) -> q;
    s: static func();
  }

  type h = own<q>;

  type k = q;

  type l = map<u8, result<_, string>>;

  g: func(a: future, b: stream<u8>, c: result) -> error-context;
}

world w {
  import c:d/e;
  import label: i;
  /// docs of a statement
  import i;
  use c:d/e.{t};

  type a = t;
  import f: async func() -> a;

  export anonymous: interface {
    type b = u8;
  }
}
package c:d {
  interface e {
    type t = u8;

    resource r;
  }
}
`;

describe("printWit", () => {
  it("prints what is canonical as it is", async () => {
    expect(printWit(await load(text), { dependencies: true })).toBe(text);
  });

  it("prints one package, with or without docs", async () => {
    const graph = await load(text);
    expect(printWit(graph)).toBe(text.slice(0, text.indexOf("package c:d")));
    expect(printWit(graph, { package: 0 })).toBe(
      "package c:d;\n\ninterface e {\n  type t = u8;\n\n  resource r;\n}\n\n",
    );
    expect(printWit(graph, { docs: false })).not.toContain("docs");
  });

  it("prints functions after types, or where they stand", async () => {
    const graph = await load("package a:b; interface i { f: func(); resource r { m: func(); } }");
    expect(printWit(graph).indexOf("f: func")).toBeGreaterThan(printWit(graph).indexOf("resource"));
    const ordered = printWit(graph, { keepOrder: true });
    expect(ordered.indexOf("f: func")).toBeLessThan(ordered.indexOf("resource"));
    expect(toResolveJson(await load(ordered))).toEqual(toResolveJson(graph));
  });

  it.each(["package a:b@1.0.0;", "package a:b;"])(
    "leaves out gates that `include` brought from a higher version: %s",
    async (own) => {
      const graph = await load(`${own}
        world w { include c:d/v@2.0.0; }
        package c:d@2.0.0 {
          world v {
            @since(version = 1.0.0)
            export f: func();
            @since(version = 2.0.0)
            @deprecated(version = 2.0.0)
            export g: func();
            @since(version = 1.5.0)
            record r {}
          }
        }`);
      const printed = printWit(graph, { dependencies: true });
      expect(printWit(await load(printed), { dependencies: true })).toBe(printed);
      const [world = "", included] = printed.split("package c:d");
      const since = (text = ""): readonly string[] =>
        [...text.matchAll(/since\(version = (.*)\)/g)].map(([, version = ""]) => version);
      expect(since(world)).toEqual(own.includes("@") ? ["1.0.0"] : []);
      expect(since(included)).toEqual(["1.5.0", "1.0.0", "2.0.0"]);
    },
  );

  it.each([
    ["", "///"],
    ["a\n\nb", "/// a\n///\n/// b"],
    ["a\n  b", "/// a\n///   b"],
    ["\tindented by a tab", "///\tindented by a tab"],
    ["\n  a\n  b", "/**\n  a\n  b*/"],
  ])("prints docs that read back: %j", async (docs, want) => {
    const graph = await load(`${want}\npackage a:b;`);
    expect(graph.packages[0]?.docs).toBe(docs);
    expect(printWit(graph)).toBe(`${want}\npackage a:b;\n\n`);
  });
});

describe.skipIf(!hasCorpus)("the reference's printed packages (needs ../shared/corpus)", () => {
  const root = join(corpus, "wit-interfaces");
  const inputs = hasCorpus
    ? readdirSync(root).filter(
        (entry) => entry.endsWith(".wit") || statSync(join(root, entry)).isDirectory(),
      )
    : [];

  it.each(inputs)("%s", async (entry) => {
    const path = join(root, entry);
    const { graph } = await loadWit(path);
    const name = graph?.packages[graph.root]?.name.name ?? "";
    const want = statSync(path).isDirectory() ? join(path, `${name}.wit.print`) : `${path}.print`;
    expect(graph && printWit(graph)).toBe(readFileSync(want, "utf8"));
  });
});

describe.skipIf(!hasCorpus)("printing and reading real packages (needs ../shared/corpus)", () => {
  const real = join(corpus, "wit-real");
  const rows = hasCorpus ? readFileSync(join(real, "manifest.tsv"), "utf8").split("\n") : [];
  const paths = rows
    .map((row) => row.split("\t"))
    .flatMap(([, path = "", verdict]) => (verdict === "accepted" ? [path] : []));

  it.each(paths)("%s", async (path) => {
    const { graph } = await loadWit(join(real, path), { features: "all" });
    const printed = graph ? printWit(graph, { dependencies: true, keepOrder: true }) : "";
    const again = await load(printed);
    expect(withoutIds(again)).toEqual(graph && withoutIds(graph));
  });
});

/** The packages as text, each printed as the main one: equal for graphs that differ in ids only. */
function withoutIds(graph: PackageGraph): ReadonlyMap<string, string> {
  return new Map(
    [...graph.packages.keys()].map((id) => {
      const printed = printWit(graph, { package: id, keepOrder: true });
      return [/^package .*;$/m.exec(printed)?.[0] ?? "", printed];
    }),
  );
}
