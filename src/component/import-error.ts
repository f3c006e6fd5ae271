/** One import that the host did not give, or not as the component needs it. */
export interface ImportProblem {
  /** Where it was looked for: `wasi:cli/environment@0.2.0` or `docs:calculator/log.log`. */
  readonly name: string;
  readonly problem: "missing" | "mistyped";
  /** What is needed, as WIT would write it. */
  readonly expected: string;
}

/** Says which imports are missing or of another type, all of them at once. */
export class ImportError extends Error {
  override readonly name = "ImportError";
  readonly problems: readonly ImportProblem[];

  constructor(problems: readonly ImportProblem[]) {
    const lines = problems.map(
      ({ name, problem, expected }) => `\n  ${problem}: ${name}: ${expected}`,
    );
    super(`the component's imports are not all there:${lines.join("")}`);
    this.problems = problems;
  }
}
