// Calls across the boundary: generated glue against glue written by hand, and against jco's where it is set up.
//
//   npm run bench -- calls                       every case with every kind of glue
//   npm run bench -- calls --instances 5         five live instances, called in turn, against a single one
//   npm run bench -- calls --checks              what each class of checks costs
//   … --case '^echo' --columns hand,wit-ts --samples 40
//
// The cases, the guest and the hand-written glue are not part of this repository: they are read from ../shared/bench, or
// from the folder that WIT_TS_BENCH names. For columns of jco, make a copy of that folder in which its build.sh has run.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { checkColumns } from "./calls/checks.mjs";
import { columns } from "./calls/columns.mjs";
import { measure, measureInTurn } from "./calls/measure.mjs";
import { reportChecks, reportColumns, reportInstances } from "./calls/report.mjs";
import { benchFolder, withWorkspace } from "./calls/workspace.mjs";

/** @param {readonly string[]} args */
export async function run(args) {
  const { values } = parseArgs({
    args: [...args],
    options: {
      case: { type: "string", default: "." },
      columns: { type: "string" },
      samples: { type: "string", default: "40" },
      instances: { type: "string" },
      checks: { type: "boolean", default: false },
    },
  });
  if (!existsSync(join(benchFolder, "cases.mjs"))) {
    console.log(`skipped: there is no benchmark at ${benchFolder}; set WIT_TS_BENCH`);
    return;
  }
  const options = { pattern: new RegExp(values.case), samples: Number(values.samples) };
  await withWorkspace(async (workspace) => {
    if (values.checks) {
      const glues = await loadAll(workspace, checkColumns);
      reportChecks(measure(workspace, glues, options));
    } else if (values.instances === undefined) {
      const glues = await loadAll(workspace, chosen(columns, values.columns));
      reportColumns(measure(workspace, glues, options));
    } else {
      const count = Number(values.instances);
      const single = chosen(columns, values.columns ?? "hand,wit-ts,core");
      const several = single.map((column) => ({ ...column, name: `${column.name} × ${count}` }));
      const glues = await loadAll(workspace, [...single, ...several]);
      reportInstances(measureInTurn(workspace, glues, count, options), single, several);
    }
  });
}

/**
 * @param {readonly import("./calls/columns.mjs").Column[]} all
 * @param {string | undefined} names
 */
function chosen(all, names) {
  const wanted = names?.split(",");
  return all.filter(({ name }) => wanted?.includes(name) ?? true);
}

/**
 * Loads what can be loaded, and says what is left out.
 *
 * @param {import("./calls/workspace.mjs").Workspace} workspace
 * @param {readonly import("./calls/columns.mjs").Column[]} wanted
 */
async function loadAll(workspace, wanted) {
  const loaded = [];
  for (const column of wanted) {
    const missing = column.missing?.();
    if (missing !== undefined) {
      console.log(`left out: ${column.name} (${missing})`);
      continue;
    }
    const glue = await column.load(workspace, column.name);
    const deviations = workspace.verify(glue.make());
    for (const deviation of deviations.slice(0, 3)) {
      console.log(`${column.name} deviates: ${deviation.slice(0, 200)}`);
    }
    loaded.push({ name: column.name, glue });
  }
  return loaded;
}
