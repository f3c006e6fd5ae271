/** Says why a component or core module cannot be instantiated: the host lacks imports, or the module lacks exports. */
export class LinkError extends Error {
  override readonly name = "LinkError";
  /** Every problem, one line each. */
  declare readonly problems: readonly string[];

  /** @param shown what the message says of the problems */
  constructor(subject: string, problems: readonly string[], shown: readonly string[] = problems) {
    super(`${subject}:\n${shown.map((problem) => `  ${problem}`).join("\n")}`);
    this.problems = problems;
  }
}
