import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";

const checkout = process.env["WIT_TS_REFERENCE_TESTS"];
const runner = process.env["WIT_TS_WAST_RUNNER"];
const build =
  process.env["WIT_TS_COMPONENT"] ??
  fileURLToPath(new URL("../../dist/component/index.js", import.meta.url));

/** Assertions that hold, of all; what is missing is said in README.md of this folder. */
const expected: Readonly<Record<string, { readonly pass: number; readonly total: number }>> = {
  values: { pass: 130, total: 131 },
  resources: { pass: 17, total: 17 },
  linking: { pass: 207, total: 207 },
  binary: { pass: 88, total: 88 },
  validation: { pass: 356, total: 361 },
  async: { pass: 46, total: 176 },
};

interface Command {
  readonly kind: string;
  readonly status: "pass" | "fail" | "skip";
}

interface Results {
  readonly files: Readonly<Record<string, { readonly commands: readonly Command[] }>>;
}

async function run(suite: string, backend: string): Promise<readonly Command[]> {
  const folder = mkdtempSync(join(tmpdir(), "wit-ts-"));
  const out = join(folder, "results.json");
  const args = [
    join(runner ?? "", "run.mjs"),
    ...["--adapter", join(runner ?? "", "adapters/wit-ts.mjs")],
    ...["--opt", `backend=${JSON.stringify(backend)}`],
    ...["--out", out, join(checkout ?? "", suite)],
  ];
  try {
    const env = { ...process.env, WIT_TS_COMPONENT: build };
    await promisify(execFile)(process.execPath, args, { env, cwd: runner }).catch(() => {
      // A failed assertion ends the runner with an exit code; the results say which.
    });
    const { files } = JSON.parse(readFileSync(out, "utf8")) as Results;
    return Object.values(files).flatMap(({ commands }) => commands);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe.skipIf(checkout === undefined || runner === undefined || !existsSync(build))(
  "the reference tests (README.md says how to run them)",
  () => {
    for (const backend of ["function", "closures"]) {
      it.each(Object.entries(expected))(
        `hold: %s with the back-end ${backend}`,
        { timeout: 600_000 },
        async (suite, want) => {
          const assertions = (await run(suite, backend)).filter(({ kind }) =>
            kind.startsWith("assert_"),
          );
          const pass = assertions.filter(({ status }) => status === "pass").length;
          expect({ pass, total: assertions.length }).toEqual(want);
        },
      );
    }
  },
);
