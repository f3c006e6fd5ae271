import { execFile } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { toolVersion } from "../src/tool-version.js";
import { compile } from "./compile.js";
import { compilers } from "./strictest.js";

const root = fileURLToPath(new URL("..", import.meta.url));
const run = promisify(execFile);

interface Manifest {
  readonly version: string;
  readonly bin: Readonly<Record<string, string>>;
  readonly exports: Readonly<Record<string, string | Readonly<Record<string, string>>>>;
  readonly dependencies: Readonly<Record<string, string>>;
}

const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as Manifest;

it("has one version", () => {
  expect(manifest.version).toBe(toolVersion);
});

it("has a lock file that names no registry", () => {
  const lock = readFileSync(join(root, "package-lock.json"), "utf8");
  expect(lock).not.toContain('"resolved"');
});

describe("installed in a project", () => {
  let project: string;
  let files: readonly string[];

  beforeAll(async () => {
    project = mkdtempSync(join(tmpdir(), "wit-ts-package-"));
    files = await install(project);
  }, 60_000);

  afterAll(() => {
    rmSync(project, { recursive: true, force: true });
  });

  /** Runs what `npx wit-ts` runs, by its own first line where the system knows such lines. */
  const witTs = async (...args: string[]): Promise<string> => {
    const bin = join(project, "node_modules/wit-ts", manifest.bin["wit-ts"] ?? "");
    const [command, first] = process.platform === "win32" ? [process.execPath, [bin]] : [bin, []];
    return (await run(command, [...first, ...args], { cwd: project })).stdout;
  };

  const node = async (...args: string[]): Promise<string> => {
    const { stdout, stderr } = await run(process.execPath, args, { cwd: project });
    expect(stderr).toBe("");
    return stdout;
  };

  it("has what it needs, and no more", () => {
    expect(files).toEqual(
      expect.arrayContaining(["CHANGELOG.md", "LICENSE", "README.md", "package.json"]),
    );
    const folders = new Set(
      files.filter((file) => file.includes("/")).map((file) => file.split("/")[0]),
    );
    expect([...folders].sort()).toEqual(["dist", "templates"]);
    const exported = Object.values(manifest.exports).flatMap((target) =>
      typeof target === "string" ? target : Object.values(target),
    );
    for (const file of [...exported, ...Object.values(manifest.bin)]) {
      expect(files).toContain(file.replace("./", ""));
    }
  });

  it("has of the tool its bundles only", () => {
    const folders = ["cli", "emit", "files"].map((folder) => `dist/${folder}/`);
    const scripts = files.filter((file) => file.endsWith(".js"));
    expect(scripts.filter((file) => folders.some((folder) => file.startsWith(folder)))).toEqual([]);
  });

  it("marks as pure only what is called, or bundlers warn", () => {
    const misplaced = files
      .filter((file) => file.endsWith(".js") && !file.startsWith("dist/chunks/"))
      .flatMap((file) => {
        const text = readFileSync(join(project, "node_modules/wit-ts", file), "utf8");
        return text.match(/\/\* @__PURE__ \*\/ (?!new |\w+\().*/g) ?? [];
      });
    expect(misplaced).toEqual([]);
  });

  it("has a command", async () => {
    expect(await witTs("--version")).toBe(`${toolVersion}\n`);
    expect(await witTs("generate", "--help")).toContain("--world");
  });

  it.skipIf(process.platform === "win32")("says nothing when nobody reads on", async () => {
    const print = "node node_modules/wit-ts/dist/cli.js wit wit";
    const { stderr } = await run("sh", ["-c", `${print} | true; ${print} > /dev/null`], {
      cwd: project,
    });
    expect(stderr).toBe("");
  });

  it("generates from WIT what compiles and runs", async () => {
    expect(await witTs("generate", "wit", "--out", "src/world")).toContain("written");
    expect(await witTs("generate", "wit", "--out", "src/world", "--check")).toContain("unchanged");
    writeProgram(
      "world",
      `import { readFile } from "node:fs/promises";
       import { instantiate } from "./world/calculator.js";
       const source = await readFile("calculator.wasm");
       const calculator = await instantiate(source, ${imports});`,
    );
  });

  it("generates from a component what compiles and runs", async () => {
    await witTs("generate", "calculator.wasm", "--out", "src/linked");
    writeProgram(
      "linked",
      `import { instantiate } from "./linked/calculator.js";
       const calculator = await instantiate(${imports});`,
    );
  });

  it("generates JavaScript that needs no package", async () => {
    const out = ["--out", "dist/alone"];
    await witTs("generate", "calculator.wasm", "--emit", "js", "--runtime", "inline", ...out);
    const alone = mkdtempSync(join(tmpdir(), "wit-ts-alone-"));
    try {
      cpSync(join(project, "dist/alone"), alone, { recursive: true });
      writeFileSync(join(alone, "package.json"), '{ "type": "module" }');
      writeFileSync(
        join(alone, "main.js"),
        `import { instantiate } from "./calculator.js";
         const calculator = await instantiate(${imports.replaceAll(": string", "")});
         console.log(calculator.operations.divide(1, 4));`,
      );
      expect(await node(join(alone, "main.js"))).toBe("0.25\n");
    } finally {
      rmSync(alone, { recursive: true });
    }
  });

  it("generates for a program", async () => {
    const options = { input: "calculator.wasm", out: "dist/called", runtime: "inline" };
    const script = `import { generate } from "wit-ts";
      const { written } = await generate(${JSON.stringify(options)});
      console.log(written.includes("calculator.ts"), written.includes("runtime/index.js"));`;
    expect(await node("--input-type=module", "--eval", script)).toBe("true true\n");
  });

  it("knows the traps of a component that it loaded", async () => {
    const script = `import { readFile } from "node:fs/promises";
      import { loadComponent } from "wit-ts/component";
      import { isTrap } from "wit-ts/runtime";
      const { instantiate } = await loadComponent(readFile("calculator.wasm"));
      const calculator = await instantiate(${imports.replaceAll(": string", "")});
      calculator[Symbol.dispose]();
      try {
        calculator.exports.operations.divide(1, 4);
      } catch (error) {
        console.log(isTrap(error), error.code);
      }`;
    expect(await node("--input-type=module", "--eval", script)).toBe("true T1\n");
  });

  it.each(compilers)(
    "compiles with %s, and its types do too",
    async (compiler) => {
      writeFileSync(
        join(project, "src", "entries.ts"),
        entries()
          .map((entry, index) => `export * as entry${index} from "${entry}";\n`)
          .join(""),
      );
      expect(await compile(compiler, project)).toBe("");
    },
    60_000,
  );

  it("generates what compiles where modules are imported as files, without types of browsers or Node", async () => {
    const directory = join(project, "edge");
    await witTs("generate", "calculator.wasm", "--out", "edge/generated");
    writeFileSync(
      join(directory, "host.d.ts"),
      `declare class URL {
         constructor(url: string, base?: string);
         readonly protocol: string;
       }
       declare module "*.wasm" {
         const module: object;
         export default module;
       }`,
    );
    writeFileSync(
      join(directory, "main.ts"),
      `import core from "./generated/calculator.core.wasm";
       import trap from "./generated/trap.wasm";
       import { instantiateSync } from "./generated/calculator.js";
       const imports = { "docs:calculator/log": { log: () => undefined } };
       export const result: number = instantiateSync({ core, trap }, imports).operations.add(1, 2);`,
    );
    const compilerOptions = {
      ...{ target: "es2022", module: "esnext", moduleResolution: "bundler", lib: ["es2023"] },
      ...{ types: [], strict: true, noEmit: true },
    };
    writeFileSync(join(directory, "tsconfig.json"), JSON.stringify({ compilerOptions }));
    expect(await compile("typescript-7", directory)).toBe("");
  });

  it.each(["world", "linked"])("runs the program %s", async (program) => {
    cpSync(join(project, "src/linked"), join(project, "dist/linked"), {
      recursive: true,
      filter: (path) => !path.endsWith(".ts"),
    });
    expect(await node(`dist/${program}.js`)).toBe("0.25\ndivision-by-zero\n");
  });

  it.each(entries())("gives %s to whoever imports it", async (entry) => {
    const script = `const names = Object.keys(await import("${entry}")); console.log(names.length > 0)`;
    expect(await node("--input-type=module", "--eval", script)).toBe("true\n");
  });

  function writeProgram(name: string, start: string): void {
    writeFileSync(
      join(project, "src", `${name}.ts`),
      `${start}
       import { isComponentError } from "wit-ts/runtime";
       console.log(calculator.operations.divide(1, 4));
       try {
         calculator.operations.divide(1, 0);
       } catch (error) {
         if (isComponentError(error)) console.log(error.message);
       }`,
    );
  }
});

const imports = `{ "docs:calculator/log": { log: (message: string) => console.log(message) } }`;

/** What can be imported, by its full name. */
function entries(): string[] {
  return Object.keys(manifest.exports)
    .filter((path) => !path.endsWith(".json"))
    .map((path) => join("wit-ts", path).replaceAll("\\", "/"));
}

/** Makes a project with the packed package in it, as npm would with nothing to download, and gives the package's files. */
async function install(project: string): Promise<readonly string[]> {
  expect(existsSync(join(root, "dist/cli.js")), "the package is built").toBe(true);
  const npm = process.env["npm_execpath"];
  const [command, first] = npm === undefined ? ["npm", []] : [process.execPath, [npm]];
  const pack = ["pack", "--json", "--ignore-scripts", "--pack-destination", project];
  const { stdout } = await run(command, [...first, ...pack], { cwd: root });
  const [packed] = JSON.parse(stdout) as { filename: string; files: { path: string }[] }[];
  if (packed === undefined) {
    throw new Error(`npm pack printed ${stdout}`);
  }
  await run("tar", ["-xzf", packed.filename], { cwd: project });

  const modules = join(project, "node_modules");
  mkdirSync(modules);
  cpSync(join(project, "package"), join(modules, "wit-ts"), { recursive: true });
  for (const name of [...Object.keys(manifest.dependencies), "@types/node"]) {
    mkdirSync(dirname(join(modules, name)), { recursive: true });
    symlinkSync(join(root, "node_modules", name), join(modules, name), "junction");
  }

  const example = join(root, "examples/calculator");
  cpSync(join(example, "wit"), join(project, "wit"), { recursive: true });
  cpSync(join(example, "calculator.wasm"), join(project, "calculator.wasm"));
  mkdirSync(join(project, "src"));
  writeFileSync(join(project, "package.json"), '{ "type": "module" }');
  const compilerOptions = {
    ...{ target: "es2022", module: "nodenext", lib: ["es2023", "esnext.disposable"] },
    ...{ types: ["node"], strict: true, rootDir: "src", outDir: "dist" },
  };
  writeFileSync(
    join(project, "tsconfig.json"),
    JSON.stringify({ compilerOptions, include: ["src"] }),
  );
  return packed.files.map(({ path }) => path);
}
