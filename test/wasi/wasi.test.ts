import { execFile } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { generate } from "../../src/generate.js";
import { loadComponent } from "../../src/component/load-component.js";
import { bundle } from "../bundle.js";

const root = fileURLToPath(new URL("../..", import.meta.url));
const example = join(root, "examples/wasi-cli");
const run = promisify(execFile);
// Below the repository, so that the shim is found.
const directory = join(root, "node_modules", ".cache", "wit-ts-wasi");
const hello = readFileSync(join(example, "hello.wasm"));

beforeAll(async () => {
  rmSync(directory, { recursive: true, force: true });
  mkdirSync(directory, { recursive: true });
  writeFileSync(join(directory, "package.json"), '{ "type": "module" }');
  cpSync(join(example, "hello.wasm"), join(directory, "hello.wasm"));
  await generate({ input: join(example, "hello.wasm"), out: join(directory, "linked") });
  await generate({ input: join(example, "wit"), out: join(directory, "world") });
});

afterAll(() => {
  rmSync(directory, { recursive: true, force: true });
});

/** Runs a module on Node with the package's own sources, and gives what it prints. */
async function runModule(text: string, external = ["@bytecodealliance/*"]): Promise<string> {
  const { files } = await bundle({ texts: { program: text }, external: [...external, "node:*"] });
  for (const [name, contents] of files) {
    writeFileSync(join(directory, "linked", name), contents);
  }
  const { stdout } = await run(process.execPath, [join(directory, "linked", "program.js")]);
  return stdout;
}

const generated = "./node_modules/.cache/wit-ts-wasi";
const read = `await (await import("node:fs/promises")).readFile("${directory}/hello.wasm")`;

describe("wasi()", () => {
  it.each([
    [
      "a world",
      `import { instantiate } from "${generated}/world/command.ts";
       const { run } = await instantiate(${read}, {}, options);`,
    ],
    [
      "a world without waiting",
      `import { instantiateSync } from "${generated}/world/command.ts";
       import { loadComponent } from "wit-ts/component";
       const { run } = instantiateSync(await loadComponent(${read}), {}, options);`,
    ],
    [
      "code for one component",
      `import { instantiate } from "${generated}/linked/hello.ts";
       const { run } = await instantiate({}, options);`,
    ],
    [
      "a component without generated code",
      `import { loadComponent } from "wit-ts/component";
       const component = await loadComponent(${read});
       const { run } = (await component.instantiate({}, options)).exports;`,
    ],
  ])("serves %s", async (_name, program) => {
    const text = `import { wasi } from "wit-ts/wasi";
      const options = { providers: [wasi({ args: ["hello", "größe"] })] };
      ${program}
      run.run();`;
    expect(await runModule(text)).toBe("hello, größe\n");
  });

  it("serves one instance after the other in browsers", async () => {
    const text = `import { wasi } from "wit-ts/wasi";
      import { loadComponent } from "wit-ts/component";
      const options = { providers: [wasi({ args: ["hello", "you"] })] };
      const component = await loadComponent(${read});
      for (let index = 0; index < 2; index += 1) {
        (await component.instantiate({}, options)).exports.run.run();
      }`;
    const bundled: string[] = [];
    expect(await runModule(text, bundled)).toBe("hello, you\nhello, you\n");
  });

  it("prints each line once in browsers, flushed before its end or not", async () => {
    const text = `import { wasi } from "wit-ts/wasi";
      const stream = wasi()({})["wasi:cli/stdout"].getStdout();
      for (const part of ["one", "\\n", "\\n", "two\\nthree", "\\nfo", "ur\\n"]) {
        stream.blockingWriteAndFlush(new TextEncoder().encode(part));
      }`;
    expect(await runModule(text, [])).toBe("one\n\ntwo\nthree\nfo\nur\n");
  });

  it("gives what the host does not", async () => {
    const text = `import { wasi } from "wit-ts/wasi";
      import { instantiate } from "${generated}/world/command.ts";
      const environment = { getArguments: () => ["hello", "you"], getEnvironment: () => [] };
      const options = { providers: [wasi({ args: ["hello", "them"] })] };
      const imports = { "wasi:cli/environment@0.2.0": environment };
      (await instantiate(${read}, imports, options)).run.run();`;
    expect(await runModule(text)).toBe("hello, you\n");
  });

  it("lets a program see nothing that it was not given", async () => {
    const text = `import { wasi } from "wit-ts/wasi";
      const imports = wasi()({});
      console.log(
        imports["wasi:cli/environment"].getEnvironment(),
        imports["wasi:cli/environment"].getArguments(),
        imports["wasi:filesystem/preopens"].getDirectories(),
      );`;
    expect(await runModule(text)).toBe("[] [] []\n");
  });

  it("tells what may be done in a directory that a program is given", async () => {
    const text = `import { wasi } from "wit-ts/wasi";
      const imports = wasi({ preopens: { "/data": "." } })({});
      const [[directory, path]] = imports["wasi:filesystem/preopens"].getDirectories();
      console.log(path, JSON.stringify(directory.getFlags()));`;
    expect(await runModule(text)).toBe('/data {"read":true,"mutateDirectory":true}\n');
  });

  it.each([
    ["is missing", undefined, "ERR_MODULE_NOT_FOUND\n"],
    ["may not be loaded", 'throw new Error("no access");', "Error: no access undefined\n"],
  ])("says what to install, and why, when the shim %s", async (_, shim, end) => {
    const alone = mkdtempSync(join(tmpdir(), "wit-ts-wasi-"));
    try {
      const text = `import { wasi } from "wit-ts/wasi";
        try { wasi(); } catch ({ message, cause }) { console.log(message, cause.code); }`;
      const { files } = await bundle({
        texts: { program: text },
        external: ["@bytecodealliance/*"],
      });
      writeFileSync(join(alone, "program.mjs"), files.get("program.js") ?? "");
      if (shim !== undefined) {
        const own = join(alone, "node_modules/@bytecodealliance/preview2-shim");
        mkdirSync(own, { recursive: true });
        const exports = { "./instantiation": "./instantiation.mjs" };
        writeFileSync(join(own, "package.json"), JSON.stringify({ exports }));
        writeFileSync(join(own, "instantiation.mjs"), shim);
      }
      const { stdout } = await run(process.execPath, [join(alone, "program.mjs")]);
      const start =
        "WASI needs @bytecodealliance/preview2-shim 0.26 or later (npm install @bytecodealliance/preview2-shim): ";
      expect([stdout.slice(0, start.length), stdout.slice(-end.length)]).toEqual([start, end]);
    } finally {
      rmSync(alone, { recursive: true });
    }
  });
});

describe("providers", () => {
  it("are asked in their order, and what nobody gives is listed", async () => {
    const component = await loadComponent(hello);
    const environment = { getArguments: () => [], getEnvironment: () => [] };
    const asked: object[] = [];
    const providers = [
      (imports: object) => ({ "wasi:cli/environment": environment, ...imports }),
      (imports: object) => {
        asked.push(imports);
        return imports;
      },
    ];
    await expect(component.instantiate({}, { providers })).rejects.toThrow(
      "cannot instantiate the component:\n" +
        "  missing import wasi:io/streams@0.2.0 [method]output-stream.blocking-write-and-flush: " +
        "func(self: borrow<output-stream>, contents: list<u8>) -> result<_, variant>\n" +
        "  missing import wasi:cli/stdout@0.2.0 get-stdout: func() -> output-stream",
    );
    expect(asked).toEqual([{ "wasi:cli/environment": environment }]);
  });

  it("make imports optional in the types", async () => {
    const use = `
      import { wasi } from "wit-ts/wasi";
      import { instantiate, instantiateSync } from "./world/command.js";
      import { instantiate as instantiateLinked } from "./linked/hello.js";

      declare const source: ArrayBuffer;
      declare const component: import("wit-ts/runtime").LoadedComponent;
      const providers = [wasi()];
      export const all = [
        instantiate(source, {}, { providers }),
        instantiate(source, { "wasi:cli/environment": { getArguments: () => [], getEnvironment: () => [] } }, { providers }),
        instantiateSync(component, {}, { providers }),
        instantiateLinked({}, { providers }),
        // @ts-expect-error -- without providers, all has to be given
        instantiate(source, {}),
        // @ts-expect-error -- the same
        instantiate(source, {}, {}),
        // @ts-expect-error -- the same
        instantiateLinked({}),
        // @ts-expect-error -- what is given is checked
        instantiate(source, { "wasi:cli/stdout@0.2.0": {} }, { providers }),
        // @ts-expect-error -- a provider is a function
        instantiate(source, {}, { providers: [{}] }),
      ];
    `;
    writeFileSync(join(directory, "use.ts"), use);
    const compilerOptions = {
      ...{ target: "es2022", module: "nodenext", noEmit: true, strict: true, skipLibCheck: true },
      ...{ exactOptionalPropertyTypes: true, lib: ["es2023", "dom"], types: [] },
      paths: {
        "wit-ts/runtime": [join(root, "src/runtime/index.ts")],
        "wit-ts/component": [join(root, "src/component/index.ts")],
        "wit-ts/wasi": [join(root, "src/wasi/wasi.ts")],
      },
    };
    writeFileSync(
      join(directory, "tsconfig.json"),
      JSON.stringify({ compilerOptions, files: ["use.ts"] }),
    );
    const tsc = join(root, "node_modules/typescript-7/bin/tsc");
    const { stdout } = await run(process.execPath, [tsc, "-p", directory]).catch(
      (error: unknown) => error as { stdout: string },
    );
    expect(stdout).toBe("");
  });
});
