import { readFile } from "node:fs/promises";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bundle } from "../bundle.js";
import { hasChromium, launchChromium, linesOfPage } from "./chromium.js";
import { serveSite, type StaticSite } from "./static-site.js";

const examples = new URL("../../examples/", import.meta.url);
const pages = ["calculator", "dynamic", "wasi-cli"] as const;

if (!hasChromium) {
  console.warn("no chromium (apt-get install chromium): the tests in a browser are skipped");
}

describe.skipIf(!hasChromium)("a static page that may not evaluate text", () => {
  let site: StaticSite;
  let browser: Browser;

  beforeAll(async () => {
    [site, browser] = await Promise.all([makeSite(), launchChromium()]);
  });

  afterAll(async () => {
    await browser.close();
    await site[Symbol.asyncDispose]();
  });

  const linesOf = (name: (typeof pages)[number]): Promise<readonly string[]> =>
    linesOfPage(browser, `${site.origin}/${name}.html`);

  it("runs the calculator through its generated module", async () => {
    expect(await linesOf("calculator")).toEqual([
      "0.1 + 0.2 = 0.30000000000000004",
      '{"tag":"division-by-zero"}',
      "log: größe: 1 calculation",
      "the last gives 180",
      "end",
    ]);
  });

  it("runs the calculator without generated code", async () => {
    expect(await linesOf("dynamic")).toEqual([
      "eval is forbidden",
      ...["url", "response", "blob", "stream", "buffer"].flatMap((source) => [
        `${source}: 1 / 4 = 0.25`,
        '{"tag":"division-by-zero"}',
      ]),
      "EvalError",
      "end",
    ]);
  });

  it("runs a command over preview2-shim", async () => {
    expect(await linesOf("wasi-cli")).toEqual(["hello, browser", "end"]);
  });
});

async function makeSite(): Promise<StaticSite> {
  const { files } = await bundle({
    paths: Object.fromEntries(pages.map((name) => [name, `test/browser/pages/${name}.ts`])),
  });
  const text = new TextEncoder();
  const component = (path: string): Promise<Uint8Array> => readFile(new URL(path, examples));
  return serveSite(
    new Map<string, Uint8Array>([
      // Browsers ask for it by themselves.
      ["/favicon.ico", new Uint8Array()],
      ["/calculator.wasm", await component("calculator/calculator.wasm")],
      ["/hello.wasm", await component("wasi-cli/hello.wasm")],
      ...[...files].map(([name, contents]) => [`/${name}`, contents] as const),
      ...pages.map((name) => [`/${name}.html`, text.encode(pageText(name))] as const),
    ]),
  );
}

function pageText(name: string): string {
  return `<!doctype html><title>${name}</title><script type="module" src="/${name}.js"></script>`;
}
