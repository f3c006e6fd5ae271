const ofCalls = ["--invocation-count-for-maglev=8000", "--invocation-count-for-turbofan=60000"];

/** Flags by Node's major version: V8 complains about those that it does not know. */
const flags: Readonly<Record<string, readonly string[]>> = {
  20: ["--interrupt-budget=1000000"],
  22: ofCalls,
  24: ofCalls,
  26: ofCalls,
};

/** The flags by which V8 optimizes later, for a version of Node; none where they are not known. */
export function flagsOf(version: string): readonly string[] {
  const [major = ""] = version.split(".");
  return flags[major] ?? [];
}

/** What every command uses of Node. It comes compiled, but for V8's usual flags only, so that it has to be loaded before. */
const builtins = ["node:fs", "node:path", "node:util"] as const;

/**
 * Has V8 optimize only what runs about twenty times as often as it usually asks for. Most runs are over before optimized
 * code pays: making it took them a quarter of their time.
 *
 * @param ofCommand are modules of Node that the command uses beside what every one does
 */
export function optimizeLater(ofCommand: readonly string[]): void {
  if ("bun" in process.versions) {
    // It says that it is Node, but has another engine.
    return;
  }
  [...builtins, ...ofCommand].forEach((name) => process.getBuiltinModule(name));
  const { setFlagsFromString } = process.getBuiltinModule("node:v8");
  for (const flag of flagsOf(process.versions.node)) {
    setFlagsFromString(flag);
  }
}
