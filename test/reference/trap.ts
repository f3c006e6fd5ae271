/** A trap of the reference: where definitions.py says `trap()`, with the number that the checklist gives the condition. */
export class Trap extends Error {
  override readonly name = "Trap";
  readonly code: `T${number}`;

  constructor(code: `T${number}`, cause?: unknown) {
    super(code, { cause });
    this.code = code;
  }
}

/** Traps with `code` if `condition` holds (definitions.py `trap_if`). */
export function trapIf(condition: boolean, code: `T${number}`): void {
  if (condition) {
    throw new Trap(code);
  }
}

/** Checks what definitions.py asserts: a failure is a bug in the reference or in the test that drives it. */
export function assert(condition: boolean, message = "reference assertion"): asserts condition {
  if (!condition) {
    throw new Error(`${message} failed`);
  }
}
