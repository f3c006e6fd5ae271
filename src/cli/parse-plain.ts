import { parseArgs } from "node:util";
import {
  splitNames,
  type Command,
  type Invocation,
  type OptionSpec,
  type OptionValue,
} from "./command.js";

/**
 * Reads a command line that has nothing wrong with it and asks for no help; undefined for any other, which yargs then
 * explains. Node's own parser is there at once, while loading yargs takes longer than many a run.
 */
export function parsePlain(command: Command, args: readonly string[]): Invocation | undefined {
  const parsed = tryParse(command, args);
  const [path = "", ...others] = parsed?.positionals ?? [];
  if (parsed === undefined || path === "" || others.length > 0) {
    return undefined;
  }
  const { options } = parsed;
  const values: Record<string, OptionValue> = {};
  for (const [name, given] of options) {
    const spec = command.options[name];
    const value = spec && plainValue(spec, given);
    if (value === undefined || spec?.conflicts?.some((other) => options.has(other)) === true) {
      return undefined;
    }
    values[name] = value;
  }
  return { path, values };
}

interface Parsed {
  readonly positionals: readonly string[];
  /** What each option was given, each time; a flag is given nothing. */
  readonly options: ReadonlyMap<string, readonly (string | undefined)[]>;
}

function tryParse(command: Command, args: readonly string[]): Parsed | undefined {
  const specs = Object.fromEntries(
    Object.entries(command.options).map(([name, { type, alias }]) => [
      name,
      {
        type: type === "flag" ? ("boolean" as const) : ("string" as const),
        ...(alias === undefined ? {} : { short: alias }),
      },
    ]),
  );
  try {
    const { positionals, tokens } = parseArgs({
      args: [...args],
      options: specs,
      allowPositionals: true,
      tokens: true,
    });
    const options = new Map<string, (string | undefined)[]>();
    for (const token of tokens) {
      if (token.kind === "option") {
        options.set(token.name, [...(options.get(token.name) ?? []), token.value]);
      }
    }
    return { positionals, options };
  } catch {
    return undefined;
  }
}

function plainValue(
  { type, choices }: OptionSpec,
  given: readonly (string | undefined)[],
): OptionValue | undefined {
  const texts = given.filter((text) => text !== undefined);
  if (texts.some((text) => text === "" || text.startsWith("="))) {
    return undefined;
  }
  switch (type) {
    case "flag":
      return true;
    case "names": {
      const names = splitNames(texts);
      return names.length === 0 ? undefined : names;
    }
    case "string": {
      const [text = "", ...others] = texts;
      const isChoice = choices === undefined || choices.includes(text);
      return isChoice && others.length === 0 ? text : undefined;
    }
  }
}
