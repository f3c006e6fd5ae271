const ofCalls = [
  "--invocation-count-for-maglev=8000",
  "--invocation-count-for-maglev-osr=2000",
  "--invocation-count-for-turbofan=60000",
];

/** What has V8 optimize functions later, by Node's major version. It complains about flags that it does not know. */
const flags: Readonly<Record<string, readonly string[]>> = {
  20: ["--interrupt-budget=1000000"],
  22: ofCalls,
  24: ofCalls,
  26: ofCalls,
};

/** What commands use of Node. It comes compiled, but for V8's usual flags only, so that it has to be loaded before. */
const builtins = ["node:crypto", "node:fs", "node:path", "node:util"] as const;

/**
 * Has V8 optimize only what runs about twenty times as often as it usually asks for. Most runs are over before optimized
 * code pays: making it took them a quarter of their time.
 */
export function optimizeLater(): void {
  const [major = ""] = process.versions.node.split(".");
  const known = flags[major];
  if (known !== undefined) {
    builtins.forEach((name) => process.getBuiltinModule(name));
    const { setFlagsFromString } = process.getBuiltinModule("node:v8");
    known.forEach((flag) => {
      setFlagsFromString(flag);
    });
  }
}
