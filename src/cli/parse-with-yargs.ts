import type { Argv } from "yargs";
import yargs from "yargs";
import { closest } from "../resolve/suggest.js";
import {
  splitNames,
  type Command,
  type Invocation,
  type OptionSpec,
  type OptionValue,
} from "./command.js";
import { toolVersion } from "../tool-version.js";
import type { Terminal } from "./terminal.js";
import { UsageError } from "./usage-error.js";

/** What is to be done; undefined when it was help or the version, which is printed by now. */
export type ParseResult = (Invocation & { readonly command: Command }) | undefined;

/**
 * Reads any command line: prints help and version, and explains what is wrong.
 *
 * @throws UsageError
 */
export async function parseWithYargs(
  commands: readonly Command[],
  args: readonly string[],
  terminal: Terminal,
): Promise<ParseResult> {
  checkNames(commands, args);
  let result: ParseResult;
  const parser = commands.reduce(
    (argv, command) =>
      argv.command(
        `${command.name} <path>`,
        command.summary,
        (builder) => describeCommand(builder, command),
        (values) => {
          result = { command, ...invocation(command, values) };
        },
      ),
    yargs().scriptName("wit-ts"),
  );
  parser
    .usage("$0 <command> <path>\n\nReads WIT or a component, writes typed TypeScript glue.")
    .demandCommand(1, 1, "a command is missing: see wit-ts --help", "one command only")
    .version(toolVersion)
    .help()
    .alias("h", "help")
    .wrap(80)
    .updateStrings(wording)
    .exitProcess(false)
    .fail((message: string | null, error: Error | undefined) => {
      // yargs throws a YError for some mistakes, and gives only a message for others.
      throw error === undefined || error.name === "YError"
        ? new UsageError(explain(message ?? error?.message ?? ""))
        : error;
    });
  await parser.parseAsync([...args], {}, (_error: unknown, _values: unknown, output: string) => {
    if (output !== "") {
      terminal.out(`${output}\n`);
    }
  });
  return result;
}

/** Says in our words what yargs found. */
function explain(message: string): string {
  const text = message.trim().replaceAll(/\s+/g, " ");
  if (text.startsWith("Not enough non-option arguments")) {
    return "a path is missing";
  }
  const choice = /^Invalid values: Argument: (\S+), Given: (.*), Choices: (.*)$/.exec(text);
  return choice === null
    ? text
    : `--${choice[1]} cannot be ${choice[2]}: it is one of ${choice[3]}`;
}

const wording = {
  "Not enough arguments following: %s": "option `%s` needs a value",
  "Arguments %s and %s are mutually exclusive": "--%s and --%s exclude each other",
};

function describeCommand(builder: Argv, command: Command): Argv {
  for (const [name, { type, alias, choices, description, conflicts }] of Object.entries(
    command.options,
  )) {
    builder.option(name, {
      description,
      // What has choices is a string without being told, and help has no room to say so.
      ...(choices === undefined ? { type: type === "flag" ? "boolean" : "string" } : {}),
      ...(type === "flag" ? {} : { requiresArg: true }),
      ...(alias === undefined ? {} : { alias }),
      ...(choices === undefined ? {} : { choices }),
      ...(conflicts === undefined ? {} : { conflicts: [...conflicts] }),
    });
  }
  return builder
    .usage(`wit-ts ${command.name} <path>\n\n${command.summary}`)
    .example(command.example, "")
    .hide("version")
    .positional("path", {
      type: "string",
      description: command.pathDescription,
      demandOption: true,
    });
}

function invocation(command: Command, parsed: Readonly<Record<string, unknown>>): Invocation {
  const values: Record<string, OptionValue> = {};
  for (const [name, spec] of Object.entries(command.options)) {
    // An array when the option is repeated; false for `--flag=false`.
    const given = [parsed[name] ?? []].flat().filter((value) => value !== false);
    if (given.length > 0) {
      values[name] = optionValue(name, spec, given);
    }
  }
  const { path, _: rest } = parsed;
  if (Array.isArray(rest) && rest.length > 1) {
    throw new UsageError(`only one path can be given, \`${String(rest[1])}\` is too much`);
  }
  if (typeof path !== "string" || path === "") {
    throw new UsageError("the path is empty");
  }
  return { path, values };
}

function optionValue(name: string, { type }: OptionSpec, given: readonly unknown[]): OptionValue {
  const texts = type === "names" ? splitNames(given.map(String)) : given.map(String);
  if (texts.length > 1 && type !== "names") {
    throw new UsageError(`--${name} is given more than once`);
  }
  const [text = ""] = texts;
  if (text === "") {
    throw new UsageError(`--${name} is empty`);
  }
  switch (type) {
    case "flag":
      return true;
    case "names":
      return texts;
    case "string":
      return text;
  }
}

/** Reports an unknown command or option before yargs takes the word after it for its value. */
function checkNames(commands: readonly Command[], args: readonly string[]): void {
  const word = args.find((arg) => !arg.startsWith("-"));
  const command = commands.find(({ name }) => name === word);
  if (command === undefined && word !== undefined) {
    throw new UsageError(unknownCommand(commands, word));
  }
  const table = Object.entries(command?.options ?? {});
  const known = [...table.map(([name]) => name), "help", "version"];
  const aliases = [...table.flatMap(([, { alias }]) => alias ?? []), "h"];
  for (const arg of args) {
    if (arg === "--") {
      return;
    }
    const name = /^--([^=]*)/.exec(arg)?.[1];
    if (name !== undefined && !known.includes(name)) {
      const meant = known.find((other) => other.startsWith(name)) ?? closest(name, known);
      throw new UsageError(
        `unknown option --${name}${meant === undefined ? "" : `, did you mean --${meant}?`}`,
      );
    }
    const letter = /^-([^-])/.exec(arg)?.[1];
    if (letter !== undefined && !aliases.includes(letter)) {
      throw new UsageError(`unknown option -${letter}`);
    }
  }
}

function unknownCommand(commands: readonly Command[], word: string): string {
  const names = commands.map(({ name }) => name);
  const meant = closest(word, names) ?? (/[./\\]/.test(word) ? `generate ${word}` : undefined);
  return `unknown command \`${word}\`${
    meant === undefined ? `: there is ${names.join(", ")}` : `, did you mean wit-ts ${meant}?`
  }`;
}
