import { isComponentError, loadComponent } from "wit-ts/component";

interface Operations {
  add(left: number, right: number): number;
  divide(left: number, right: number): number;
}

// The calculator without generated code, from each kind of source that a browser has.
let forbidden = false;
try {
  // eslint-disable-next-line @typescript-eslint/no-implied-eval -- shows that the page's policy is in force
  new Function("");
} catch {
  forbidden = true;
}
console.log(`eval is ${forbidden ? "forbidden" : "allowed"}`);

const url = new URL("/calculator.wasm", import.meta.url);
const sources = {
  url,
  response: fetch(url),
  blob: (await fetch(url)).blob(),
  stream: (await fetch(url)).body ?? "no body",
  buffer: (await fetch(url)).arrayBuffer(),
};
for (const [name, source] of Object.entries(sources)) {
  const component = await loadComponent(source as URL);
  using instance = await component.instantiate({
    "docs:calculator/log@0.1.0": { log: (message: string) => console.log(`log: ${message}`) },
  });
  const operations = instance.exports["operations"] as Operations;
  console.log(`${name}: 1 / 4 = ${operations.divide(1, 4)}`);
  try {
    operations.divide(1, 0);
  } catch (error) {
    console.log(isComponentError(error) ? JSON.stringify(error.payload) : String(error));
  }
}
await loadComponent(url, { backend: "function" })
  .then((component) => component.instantiate({ "docs:calculator/log": { log: () => undefined } }))
  .then(
    () => console.log("evaluated"),
    (error: unknown) => console.log(error instanceof EvalError ? "EvalError" : String(error)),
  );
console.log("end");
