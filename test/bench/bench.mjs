// Runs benchmarks on `dist`: npm run bench -- front-end
// Without a name it runs all of them. They print figures and assert nothing. Options go to the benchmark:
// npm run bench -- calls --case '^echo'.

/** What can be measured: each module exports `run`. */
const benchmarks = new Map([
  ["calls", () => import("./calls.mjs")],
  ["front-end", () => import("./front-end.mjs")],
  ["generate", () => import("./generate.mjs")],
]);

const all = process.argv.slice(2);
const firstOption = all.findIndex((argument) => argument.startsWith("-"));
const end = firstOption < 0 ? all.length : firstOption;
const given = all.slice(0, end);
const options = all.slice(end).filter((argument) => argument !== "--");
const unknown = given.filter((name) => !benchmarks.has(name));
if (unknown.length > 0) {
  console.error(
    `unknown benchmark ${unknown.join(", ")}: there is ${[...benchmarks.keys()].join(", ")}`,
  );
  process.exitCode = 1;
} else {
  for (const [name, load] of benchmarks) {
    if (given.length === 0 || given.includes(name)) {
      console.log(`${name} (Node ${process.version}, ${process.platform} ${process.arch})`);
      const { run } = await load();
      await run(options);
    }
  }
}
