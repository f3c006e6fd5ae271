/** Where a command prints to. Tests give their own. */
export interface Terminal {
  readonly out: (text: string) => void;
  readonly error: (text: string) => void;
  /** Whether what goes to `error` may have ANSI colours. */
  readonly color: boolean;
  readonly columns: number;
}

/** The process's own terminal. Honours NO_COLOR and FORCE_COLOR; without a TTY there is no colour. */
export function processTerminal(): Terminal {
  const { stdout, stderr, env } = process;
  stdout.on("error", (error: NodeJS.ErrnoException) => {
    // Who reads may have seen enough, as `head` does.
    const isEnough = error.code === "EPIPE";
    if (!isEnough) {
      stderr.write(`error: cannot print: ${error.message}\n`);
    }
    process.exit(isEnough ? 0 : 1);
  });
  return {
    out: (text) => stdout.write(text),
    error: (text) => stderr.write(text),
    color: mayColor(env, stderr.isTTY),
    columns: Math.min(stderr.isTTY ? stderr.columns : 100, 120),
  };
}

/** Decides on colour as https://no-color.org and https://force-color.org say. */
export function mayColor(
  env: Readonly<Record<string, string | undefined>>,
  isTerminal: boolean,
): boolean {
  if (isSet(env["NO_COLOR"])) {
    return false;
  }
  if (isSet(env["FORCE_COLOR"])) {
    return env["FORCE_COLOR"] !== "0";
  }
  return isTerminal && env["TERM"] !== "dumb";
}

function isSet(value: string | undefined): boolean {
  return value !== undefined && value !== "";
}
