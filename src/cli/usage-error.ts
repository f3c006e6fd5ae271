/** Says that the command line is wrong; the message is for the user. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}
