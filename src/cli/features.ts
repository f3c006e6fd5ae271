/** Reads the value of `--features`: names between commas. */
export function parseFeatures(
  features: string | undefined,
  all: boolean | undefined,
): readonly string[] | "all" {
  if (all === true) {
    return "all";
  }
  return (features ?? "")
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "");
}
