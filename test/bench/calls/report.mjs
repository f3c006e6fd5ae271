// Tables of what was measured, and how it stands to the limits.

/** @typedef {import("./measure.mjs").Row} Row */

/** No case may take longer than this multiple of the base, unless it takes only a few nanoseconds more. */
const limit = 1.6;
const nanoseconds = 10;
const shortCase = 20;
const severalLimit = 2;

/**
 * The time of every column, and its ratio to the first.
 *
 * @param {readonly Row[]} rows
 */
export function reportColumns(rows) {
  const names = columnNames(rows);
  const [base = "", ...others] = names;
  print([
    ["case", ...names, ...others.map((name) => `${name} ×`)],
    ...rows.map(({ id, times }) => {
      const first = times.get(base);
      const ratios = others.map((name) => ratioText(first, times.get(name)));
      return [id, ...names.map((name) => timeText(times.get(name))), ...ratios];
    }),
    ["geometric mean", ...names.map(() => ""), ...others.map((name) => mean(rows, base, name))],
  ]);
  console.log(
    `× is to ${base}; ! stands where a case takes more than ${limit} ×, and, if that is less than ${shortCase} ns, ${nanoseconds} ns more`,
  );
}

/**
 * One instance against several of them in turn.
 *
 * @param {readonly Row[]} rows
 * @param {readonly { name: string }[]} single
 * @param {readonly { name: string }[]} several
 */
export function reportInstances(rows, single, several) {
  const pairs = single.map(({ name }, index) => [name, several[index]?.name ?? ""]);
  print([
    ["case", ...pairs.flatMap(([one = "", many = ""]) => [one, many, "×"])],
    ...rows.map(({ id, times }) => [
      id,
      ...pairs.flatMap(([one = "", many = ""]) => {
        const [left, right] = [times.get(one), times.get(many)];
        const isOver =
          left !== undefined &&
          right !== undefined &&
          right > severalLimit * left &&
          right - left > nanoseconds;
        return [timeText(left), timeText(right), `${ratio(left, right)}${isOver ? " !" : "  "}`];
      }),
    ]),
    [
      "geometric mean",
      ...pairs.flatMap(([one = "", many = ""]) => ["", "", mean(rows, one, many)]),
    ],
  ]);
  console.log(
    `! stands where several instances take more than ${severalLimit} × and ${nanoseconds} ns more than one`,
  );
}

/**
 * What the first column takes longer than those that check less.
 *
 * @param {readonly Row[]} rows
 */
export function reportChecks(rows) {
  const [full = "", ...others] = columnNames(rows);
  print([
    ["without", "mean of all", "where it costs most"],
    ...others.map((name) => {
      const costs = rows.flatMap(({ id, times }) => {
        const [left, right] = [times.get(full), times.get(name)];
        return left === undefined || right === undefined
          ? []
          : [{ id, share: 1 - right / left, time: left - right }];
      });
      costs.sort((left, right) => right.share - left.share);
      const most = costs
        .slice(0, 5)
        .map(({ id, share, time }) => `${id} ${percent(share)} (${timeText(time).trim()} ns)`);
      return [name, percent(1 - geometricMean(rows, full, name)), most.join(", ")];
    }),
  ]);
  console.log("the share of a call's time that each class of checks takes; within 2 % is noise");
}

/** @param {readonly Row[]} rows */
function columnNames(rows) {
  return [...new Set(rows.flatMap(({ times }) => [...times.keys()]))];
}

/**
 * @param {number | undefined} base
 * @param {number | undefined} other
 */
function ratioText(base, other) {
  if (base === undefined || other === undefined) {
    return "";
  }
  const isOver = other > limit * base && (base >= shortCase || other - base > nanoseconds);
  return `${ratio(base, other)}${isOver ? " !" : "  "}`;
}

/**
 * @param {number | undefined} base
 * @param {number | undefined} other
 */
function ratio(base, other) {
  return base === undefined || other === undefined ? "" : (other / base).toFixed(2);
}

/**
 * @param {readonly Row[]} rows
 * @param {string} base
 * @param {string} other
 */
function mean(rows, base, other) {
  return `${geometricMean(rows, base, other).toFixed(3)} `;
}

/**
 * @param {readonly Row[]} rows
 * @param {string} base
 * @param {string} other
 */
function geometricMean(rows, base, other) {
  const ratios = rows.flatMap(({ times }) => {
    const [left, right] = [times.get(base), times.get(other)];
    return left === undefined || right === undefined ? [] : [Math.log(right / left)];
  });
  return Math.exp(ratios.reduce((sum, each) => sum + each, 0) / ratios.length);
}

/** @param {number} share */
function percent(share) {
  return `${(100 * share).toFixed(1)} %`;
}

/** @param {number | undefined} time in nanoseconds */
function timeText(time) {
  if (time === undefined) {
    return "";
  }
  return Math.abs(time) < 10 ? time.toFixed(1) : time.toFixed(0);
}

/** @param {readonly (readonly string[])[]} lines */
function print(lines) {
  const widths = lines[0].map((_, column) =>
    Math.max(...lines.map((line) => line[column]?.length ?? 0)),
  );
  for (const line of lines) {
    const cells = line.map((cell, column) =>
      column === 0 ? cell.padEnd(widths[column]) : cell.padStart(widths[column]),
    );
    console.log(cells.join("  ").trimEnd());
  }
}
