import { parseArgs } from "node:util";
import type { Command, Invocation } from "./command.js";

/**
 * Reads a command line that has nothing wrong with it and asks for no help; undefined for any other, which yargs then
 * explains. Node's own parser is there at once, while loading yargs takes longer than many a run.
 */
export function parsePlain(command: Command, args: readonly string[]): Invocation | undefined {
  const parsed = tryParse(command, args);
  if (parsed?.positionals.length !== 1) {
    return undefined;
  }
  const { names, values } = parsed;
  const [path = ""] = parsed.positionals;
  const isPlain =
    path !== "" &&
    new Set(names).size === names.length &&
    names.every((name) => isPlainOption(command, name, values, names));
  return isPlain ? { path, values: { ...values } } : undefined;
}

interface Parsed {
  readonly values: Readonly<Record<string, string | boolean>>;
  readonly positionals: readonly string[];
  /** The options in the order they were given. */
  readonly names: readonly string[];
}

function tryParse(command: Command, args: readonly string[]): Parsed | undefined {
  const options = Object.fromEntries(
    Object.entries(command.options).map(([name, { type, alias }]) => [
      name,
      {
        type: type === "flag" ? ("boolean" as const) : ("string" as const),
        ...(alias === undefined ? {} : { short: alias }),
      },
    ]),
  );
  try {
    const { values, positionals, tokens } = parseArgs({
      args: [...args],
      options,
      allowPositionals: true,
      tokens: true,
    });
    const names = tokens.flatMap((token) => (token.kind === "option" ? [token.name] : []));
    // Without `multiple`, no value is an array.
    return { values: values as Parsed["values"], positionals, names };
  } catch {
    return undefined;
  }
}

function isPlainOption(
  command: Command,
  name: string,
  values: Parsed["values"],
  names: readonly string[],
): boolean {
  const { choices, conflicts = [] } = command.options[name] ?? {};
  const value = values[name];
  if (value === "" || (typeof value === "string" && value.startsWith("="))) {
    return false;
  }
  return (
    (choices === undefined || (typeof value === "string" && choices.includes(value))) &&
    !conflicts.some((other) => names.includes(other))
  );
}
