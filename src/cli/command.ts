import type { Terminal } from "./terminal.js";

/** One option of a command. The same table feeds both argument parsers and the help. */
export interface OptionSpec {
  /** A flag takes no value; names stand between commas, or the option is repeated. */
  readonly type: "string" | "names" | "flag";
  readonly alias?: string;
  readonly choices?: readonly string[];
  readonly description: string;
  /** Options that exclude this one. */
  readonly conflicts?: readonly string[];
}

/** The options of a command by name, without the `--`. */
export type OptionTable = Readonly<Record<string, OptionSpec>>;

interface ValueTypes {
  readonly string: string;
  readonly names: readonly string[];
  readonly flag: boolean;
}

/** What an option can have been given. */
export type OptionValue = ValueTypes[keyof ValueTypes];

/** What was given on the command line for a command's options; absent when it was not. */
export type OptionValues<Table extends OptionTable> = {
  readonly [Name in keyof Table]?: ValueTypes[Table[Name]["type"]];
};

/** A command line that was understood. */
export interface Invocation {
  readonly path: string;
  readonly values: Readonly<Record<string, OptionValue>>;
}

interface Description<Table extends OptionTable> {
  readonly name: string;
  /** One line of `wit-ts --help`. */
  readonly summary: string;
  readonly pathDescription: string;
  readonly options: Table;
  readonly example: string;
}

/** A command with one positional argument, the path to read. `run` gives the exit code. */
export interface Command extends Description<OptionTable> {
  readonly run: (invocation: Invocation, terminal: Terminal) => Promise<number>;
}

/** Makes a command whose `run` sees its options with their types. */
export function defineCommand<const Table extends OptionTable>(
  description: Description<Table>,
  run: (path: string, values: OptionValues<Table>, terminal: Terminal) => Promise<number>,
): Command {
  return {
    ...description,
    // Both parsers read values by this table, so they fit it.
    run: ({ path, values }, terminal) => run(path, values as OptionValues<Table>, terminal),
  };
}

/** Takes apart what was given for an option of names. */
export function splitNames(given: readonly string[]): readonly string[] {
  return given
    .flatMap((text) => text.split(","))
    .map((name) => name.trim())
    .filter((name) => name !== "");
}
