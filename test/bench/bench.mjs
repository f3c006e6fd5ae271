// Runs benchmarks on `dist`: npm run bench -- front-end
// Without a name it runs all of them. They print figures and assert nothing.

/** What can be measured: each module exports `run`. */
const benchmarks = new Map([["front-end", () => import("./front-end.mjs")]]);

const given = process.argv.slice(2);
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
      await run();
    }
  }
}
