import { existsSync } from "node:fs";
import { chromium, type Browser } from "playwright-core";
import { expect } from "vitest";

const executablePath = process.env["CHROMIUM"] ?? "/usr/bin/chromium";

/** Tells whether there is a browser to test with: Debian's, or the one that `CHROMIUM` names. */
export const hasChromium: boolean = existsSync(executablePath);

/** Starts the browser so that it asks nobody but the page's own server for anything. */
export function launchChromium(): Promise<Browser> {
  return chromium.launch({
    executablePath,
    args: [
      "--headless",
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}

/** Opens a page, and gives what it logs until it logs `end`; it must report nothing else. */
export async function linesOfPage(browser: Browser, url: string): Promise<readonly string[]> {
  const page = await browser.newPage();
  const lines: string[] = [];
  const errors: string[] = [];
  page.on("console", (message) => {
    (message.type() === "log" ? lines : errors).push(message.text());
  });
  page.on("pageerror", (error) => errors.push(String(error)));
  await page.goto(url);
  await expect
    .poll(() => lines.includes("end") || errors.length > 0, { timeout: 20_000 })
    .toBe(true);
  await page.close();
  expect(errors).toEqual([]);
  return lines;
}
