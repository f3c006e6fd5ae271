// Time per call. Every glue has its own copy of each measured loop, so that no types are shared; the samples of the glues
// are taken in turn, so that what else the machine does meets all of them.

/**
 * @typedef {object} Loaded
 * @property {string} name
 * @property {import("./columns.mjs").Glue} glue
 */

/**
 * @typedef {object} Row
 * @property {string} id The case.
 * @property {ReadonlyMap<string, number>} times Nanoseconds per call by column: the tenth percentile, for noise only adds.
 */

/**
 * @typedef {object} Options
 * @property {RegExp} pattern Of the cases.
 * @property {number} samples
 */

/** Milliseconds of a sample, and before the first. */
const sampleTime = 1.2;
const warmUp = 250;

/**
 * Measures every case with every glue.
 *
 * @param {import("./workspace.mjs").Workspace} workspace
 * @param {readonly Loaded[]} glues
 * @param {Options} options
 * @returns {Row[]}
 */
export function measure({ cases, data }, glues, { pattern, samples }) {
  const made = glues.map(({ name, glue }) => {
    const api = withValues(glue);
    return { name, given: { api, instantiate: glue.isSingle ? undefined : glue.make } };
  });
  return cases
    .filter(({ id }) => pattern.test(id))
    .map((each) => {
      const runs = made.flatMap(({ name, given }) => {
        const context = setUp(each, given, data);
        return context === undefined ? [] : [{ name, loop: makeLoop(each, [context], data) }];
      });
      return { id: each.id, times: sample(runs, samples, each.inner ?? 1) };
    });
}

/**
 * Measures every case with the instances of a glue called in turn: `count` instances for the second half of the glues,
 * a single one as often for the first.
 *
 * @param {import("./workspace.mjs").Workspace} workspace
 * @param {readonly Loaded[]} glues
 * @param {number} count
 * @param {Options} options
 * @returns {Row[]}
 */
export function measureInTurn({ cases, data }, glues, count, { pattern, samples }) {
  const made = glues.map(({ name, glue }, index) => {
    const isSingle = index < glues.length / 2;
    const apis = Array.from({ length: isSingle ? 1 : count }, () => glue.make());
    return { name, apis: Array.from({ length: count }, (_, turn) => apis[turn % apis.length]) };
  });
  return cases
    .filter(({ id, only }) => pattern.test(id) && id !== "instantiate" && only === undefined)
    .map((each) => {
      const runs = made.map(({ name, apis }) => {
        const contexts = apis.map((api) => setUp(each, { api }, data));
        return { name, loop: makeLoop(each, contexts, data) };
      });
      return { id: each.id, times: sample(runs, samples, each.inner ?? 1) };
    });
}

/**
 * A case may want a function whose errors are values, beside the others.
 *
 * @param {import("./columns.mjs").Glue} glue
 */
function withValues({ make, values }) {
  const api = make();
  return values === undefined ? api : Object.assign(api, { resTagged: values.res });
}

/**
 * @param {import("./workspace.mjs").Case} each
 * @param {{ api: object, instantiate?: (() => object) | undefined }} given
 * @param {object} data
 * @returns {Record<string, unknown> | undefined} nothing where the glue lacks what the case calls
 */
function setUp({ only, setup }, given, data) {
  if (only !== undefined && !(only in given.api)) {
    return undefined;
  }
  const context = new Function("g", "d", `return ${setup};`)(given, data);
  return "f" in context && context.f === undefined ? undefined : context;
}

let loopCount = 0;

/**
 * @param {import("./workspace.mjs").Case} each
 * @param {readonly Record<string, unknown>[]} contexts
 * @param {object} data
 * @returns {(count: number) => unknown}
 */
function makeLoop({ body }, contexts, data) {
  const names = Object.keys(contexts[0]).filter((name) => name !== "d");
  const read = `const { ${names.join(", ")} } =`;
  // Engines share the code, and what they learnt about it, of equal texts.
  loopCount++;
  const loop =
    contexts.length === 1
      ? `${read} contexts[0];
         return (n) => { let acc = 0; for (let i = 0; i < n; i++) { ${body} } return acc; };`
      : `return (n) => {
           let acc = 0;
           for (let i = 0, turn = 0; i < n; i++) {
             ${read} contexts[turn];
             turn = turn === ${contexts.length - 1} ? 0 : turn + 1;
             ${body}
           }
           return acc;
         };`;
  return new Function("contexts", "d", `// ${loopCount}\n${loop}`)(contexts, data);
}

/**
 * @param {readonly { name: string, loop: (count: number) => unknown }[]} runs
 * @param {number} samples
 * @param {number} calls that one turn of the loop makes
 */
function sample(runs, samples, calls) {
  const ready = runs.map(({ name, loop }) => {
    turnsOf(loop);
    const start = performance.now();
    while (performance.now() - start < warmUp) {
      loop(turnsOf(loop));
    }
    return { name, loop, turns: turnsOf(loop), /** @type {number[]} */ times: [] };
  });
  for (let index = 0; index < samples; index++) {
    for (const { loop, turns, times } of ready) {
      times.push((timeOf(loop, turns) * 1e6) / turns / calls);
    }
  }
  return new Map(
    ready.map(({ name, times }) => {
      times.sort((left, right) => left - right);
      return [name, times[Math.floor(times.length / 10)]];
    }),
  );
}

/**
 * How many turns make a sample.
 *
 * @param {(count: number) => unknown} loop
 */
function turnsOf(loop) {
  let turns = 1;
  while (timeOf(loop, turns) < 0.7 * sampleTime && turns < 2 ** 24) {
    turns *= 2;
  }
  return turns;
}

/**
 * @param {(count: number) => unknown} loop
 * @param {number} turns
 */
function timeOf(loop, turns) {
  const start = performance.now();
  loop(turns);
  return performance.now() - start;
}
