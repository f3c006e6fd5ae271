// The whole command, cold: `wit-ts generate` on synthetic worlds of 200, 2,000 and 20,000 functions, and against `jco types`
// on WASI's command line and HTTP.
//
// The WIT of WASI is not part of this repository: it is read from ../shared/corpus, or from the folder that WIT_TS_WASI
// names (a `wit` folder of wasi:http). jco is what JCO names (its `dist/jco.js`); without it, only wit-ts is measured.
import { spawnSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));
const cli = join(root, "dist", "cli.js");
const rounds = 9;

/**
 * Runs the benchmark and prints, as the tenth percentile of several runs, time, processor time and peak memory.
 *
 * @param {readonly string[]} _args none are understood
 */
export function run(_args) {
  const folder = mkdtempSync(join(tmpdir(), "wit-ts-bench-"));
  try {
    compareSizes(folder);
    compareTools(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** @param {string} folder */
function compareSizes(folder) {
  for (const count of [200, 2_000, 20_000]) {
    const wit = join(folder, `${count}.wit`);
    writeFileSync(wit, syntheticWorld(count));
    const runs = count > 2_000 ? 1 : rounds;
    const [measured] = measure(folder, { "wit-ts": [cli, "generate", wit, "-o", "out"] }, runs);
    const perFunction = (measured.processor / count) * 1_000;
    print(`${count} functions`, measured, `${perFunction.toFixed(0)} µs of processor a function`);
  }
}

/** @param {string} folder */
function compareTools(folder) {
  const wasi =
    process.env.WIT_TS_WASI ?? join(root, "../shared/corpus/wit-real/WebAssembly+wasi-http/wit");
  if (!existsSync(wasi)) {
    console.log(`skipped: there is no WASI at ${wasi}; set WIT_TS_WASI`);
    return;
  }
  copyWasi(wasi, join(folder, "wit"));
  const jco = process.env.JCO;
  const tools = {
    "wit-ts": [cli, "generate", "wit", "-o", "out"],
    "wit-ts --types": [cli, "generate", "wit", "-o", "out", "--types"],
    ...(jco === undefined ? {} : { jco: [jco, "types", "wit", "-o", "out"] }),
  };
  const all = measure(folder, tools, rounds);
  const base = all.find(({ name }) => name === "jco");
  for (const measured of all) {
    const ratio = base && `${(measured.time / base.time).toFixed(2)} of jco's time`;
    print(`wasi:cli and http, ${measured.name}`, measured, ratio ?? "");
  }
}

/**
 * A world that includes the command line and HTTP.
 *
 * @param {string} source
 * @param {string} target
 */
function copyWasi(source, target) {
  cpSync(join(source, "deps"), join(target, "deps"), { recursive: true });
  const http = join(target, "deps", "http");
  mkdirSync(http);
  for (const file of readdirSync(source).filter((name) => name.endsWith(".wit"))) {
    cpSync(join(source, file), join(http, file));
  }
  const [, version] =
    /package wasi:http@(.*);/.exec(readFileSync(join(http, "proxy.wit"), "utf8")) ?? [];
  writeFileSync(
    join(target, "app.wit"),
    `package bench:app;
     world app { include wasi:cli/command@${version}; include wasi:http/proxy@${version}; }`,
  );
}

/**
 * Interfaces of fifty functions, with a type of each kind.
 *
 * @param {number} count
 */
function syntheticWorld(count) {
  const types = `
    record point { x: s32, y: s32, label: option<string> }
    variant shape { dot, circle(f64), path(list<point>) }
    enum color { red, green, blue }
    flags permissions { read, write }
    resource canvas { constructor(size: point); draw: func(shape: shape) -> result<u32, string>; }`;
  const signatures = [
    "func(a: u32, b: string) -> u32",
    "func(points: list<point>) -> list<shape>",
    "func(shape: shape, color: color) -> result<point, shape>",
    "func(canvas: borrow<canvas>, permissions: permissions) -> option<string>",
    "func(data: list<u8>) -> tuple<u64, list<u32>>",
  ];
  const interfaces = Array.from({ length: count / 50 }, (_, index) => {
    const functions = Array.from(
      { length: 50 },
      (__, each) => `do${each}: ${signatures[each % signatures.length]};`,
    );
    return `interface i${index} {${types}\n${functions.join("\n")}\n}`;
  });
  const items = interfaces.map((_, index) => `${index % 2 === 0 ? "import" : "export"} i${index};`);
  return `package bench:synthetic;\n${interfaces.join("\n")}\nworld w { ${items.join(" ")} }`;
}

/**
 * Runs the tools in turns, each as a process of its own.
 *
 * @param {string} folder
 * @param {Record<string, readonly string[]>} tools
 * @param {number} times
 */
function measure(folder, tools, times) {
  // What the process says of itself when it ends: Node has no other way to a child's usage.
  const reporter = join(folder, "report.mjs");
  writeFileSync(
    reporter,
    `process.on("exit", () => {
       const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
       process.stderr.write("usage " + JSON.stringify([(userCPUTime + systemCPUTime) / 1e3, maxRSS / 1e3]) + "\\n");
     });`,
  );
  const runs = Object.keys(tools).map((name) => ({ name, all: [] }));
  for (let round = 0; round < times; round++) {
    for (const { name, all } of runs) {
      rmSync(join(folder, "out"), { recursive: true, force: true });
      const start = performance.now();
      const { status, stderr } = spawnSync(
        process.execPath,
        ["--import", pathToFileURL(reporter).href, ...tools[name]],
        { cwd: folder, encoding: "utf8" },
      );
      const time = performance.now() - start;
      const usage = /^usage (.*)$/m.exec(stderr)?.[1];
      if (status !== 0 || usage === undefined) {
        throw new Error(`${name} ended with ${status}: ${stderr}`);
      }
      const [processor, memory] = JSON.parse(usage);
      all.push({ time, processor, memory });
    }
  }
  return runs.map(({ name, all }) => ({ name, ...tenthPercentile(all) }));
}

/** Noise on a shared machine only adds. @param {{ time: number, processor: number, memory: number }[]} all */
function tenthPercentile(all) {
  const pick = (key) =>
    all.map((each) => each[key]).sort((a, b) => a - b)[Math.floor(all.length / 10)];
  return { time: pick("time"), processor: pick("processor"), memory: pick("memory") };
}

/**
 * @param {string} name
 * @param {{ time: number, processor: number, memory: number }} measured
 * @param {string} note
 */
function print(name, { time, processor, memory }, note) {
  const figures = [
    `${time.toFixed(0)} ms`,
    `${processor.toFixed(0)} ms of processor`,
    `${memory.toFixed(0)} MB`,
  ];
  console.log(`${name.padEnd(34)} ${[...figures, note].filter((each) => each !== "").join(", ")}`);
}
