// Glue without some of its checks, made of the text of the glue with all of them. Correct values pass through each.
import { loadCore } from "./columns.mjs";

/**
 * @typedef {object} Removal
 * @property {RegExp} file In which files, by name without extension.
 * @property {RegExp} from Must match somewhere: else the text has changed, and the benchmark has to follow.
 * @property {string} to
 */

/** Where a check finds out as well that views have to be renewed. */
const memoryHasGrown = "memory.u8.length === 0";

/** @type {Readonly<Record<string, readonly Removal[]>>} */
const removals = {
  "types of host values": [
    { file: /^lower-values$/, from: /typeof value !== "(number|bigint)" \|\| /g, to: "" },
    { file: /^lower-values$/, from: /if \(typeof value !== "number"\) \{\n.*\n\s*\}/g, to: "" },
    { file: /^lower-values$/, from: /typeof value === "string"/g, to: "true" },
    {
      file: /^lower-values$/,
      from: /value !== (true|false)( && value !== undefined)?\b/g,
      to: "false",
    },
    { file: /^lower-values$/, from: /value === true/g, to: "value" },
    { file: /^lower-values$/, from: /typeof value !== "object" \|\| value === null/g, to: "false" },
    { file: /^lower-values$/, from: /!Array\.isArray\(value\) \|\| /g, to: "" },
    { file: /^numeric-lists$/, from: /typeof value !== "\w+" \|\| /g, to: "" },
    {
      file: /^numeric-lists$/,
      from: /!Array\.isArray\(value\) && !isTypedArray\(value\)/g,
      to: "false",
    },
    { file: /^strings$/, from: /typeof value !== "string"/g, to: "false" },
  ],
  "ranges of host values": [
    { file: /^lower-values$/, from: /value !== \(*value [^{]*\) \{/g, to: "false) {" },
    { file: /^lower-values$/, from: /BigInt\.as\w+\(64, value\) !== value/g, to: "false" },
    { file: /^numeric-lists$/, from: /value !== (\(+value .*|value .*|BigInt.*);/g, to: "false;" },
  ],
  "bounds and alignment": [
    {
      file: /^check-range$/,
      from: /\(address & \(alignment - 1\)\) !== 0 \|\| address \+ size >= memory\.u8\.length/g,
      to: memoryHasGrown,
    },
    { file: /^check-range$/, from: /if \(size > maxByteLength \|\|[^{]*\{/g, to: "if (false) {" },
    {
      file: /^allocate$/,
      from: /\(pointer & \(alignment - 1\)\) !== 0 \|\| pointer \+ newSize >= memory\.u8\.length/g,
      to: memoryHasGrown,
    },
    { file: /^allocate$/, from: /if \(size > maxByteLength \|\| [^{]*\{/g, to: "if (false) {" },
    { file: /^strings$/, from: /length > maxByteLength \|\| end > u8\.length/g, to: "false" },
  ],
  discriminants: [
    { file: /^check-range$/, from: /index < count \? index : \w+\(index, count\)/g, to: "index" },
  ],
  "characters and UTF-8": [
    { file: /^strings$/, from: /fatal: true, ignoreBOM/g, to: "fatal: false, ignoreBOM" },
    { file: /^strings$/, from: /!text\.includes\("\\ufffd"\)/g, to: "true" },
    { file: /^lift-values$/, from: /value >= 0x110000/g, to: "false" },
    { file: /^lift-values$/, from: /\(value & 0xfffff800\) === 0xd800/g, to: "false" },
    { file: /^lower-values$/, from: /value\.length === \(codePoint [^{]*\{/g, to: "true) {" },
  ],
  "entering and leaving": [
    { file: /^bench-abi/, from: /if \(!instance\.may\w+\) \{\n.*\n\s*\}/g, to: "" },
    { file: /^(bench-abi|allocate)/, from: /instance\.may\w+ = (true|false);/g, to: "" },
    { file: /^handles$/, from: /!instance\.mayLeave/g, to: "false" },
  ],
  "guarding post-return": [
    {
      file: /^bench-abi/,
      from: /callPostReturn\(bound(?:, )?(.*)\)/g,
      to: "bound.postReturn?.($1)",
    },
  ],
  "what is thrown": [
    { file: /^bench-abi/, from: / catch \(error\) \{\n\s+throw [^;]*;\n\s+\}/g, to: "" },
    { file: /^bench-abi/, from: /\n( {4})try \{/g, to: "\n$1{" },
  ],
};

/** @type {readonly import("./columns.mjs").Column[]} */
export const checkColumns = [
  column("(all checks)", []),
  ...Object.entries(removals).map(([name, rules]) => column(name, rules)),
  column("any of these", Object.values(removals).flat()),
];

/**
 * @param {string} name
 * @param {readonly Removal[]} rules
 * @returns {import("./columns.mjs").Column}
 */
function column(name, rules) {
  return {
    name,
    load(workspace) {
      const pending = new Set(rules);
      const folder = workspace.copy(name, (file, text) =>
        rules.reduce((before, rule) => {
          const after = rule.file.test(file) ? before.replace(rule.from, rule.to) : before;
          if (after !== before) {
            pending.delete(rule);
          }
          return after;
        }, text),
      );
      for (const { file, from } of pending) {
        throw new Error(`nothing in ${file} matches ${from}: the glue has changed`);
      }
      return loadCore(workspace, folder);
    },
  };
}
