/** What keeps a component or core module from being instantiated: imports that the host did not give, exports that it lacks. */
export class LinkError extends Error {
  override readonly name = "LinkError";
  /** Every problem, one line each. */
  declare readonly problems: readonly string[];

  constructor(subject: string, problems: readonly string[]) {
    super(`${subject}:\n${problems.map((problem) => `  ${problem}`).join("\n")}`);
    this.problems = problems;
  }
}
