import type { OptionValues } from "./command.js";

/** The options about `@unstable` items, of the commands that read WIT. */
export const featureOptions = {
  features: {
    type: "names",
    description: "Turn these @unstable features on: a,b",
    conflicts: ["all-features"],
  },
  "all-features": { type: "flag", description: "Turn on all of them" },
} as const;

/** Reads {@link featureOptions} as the generator takes them. */
export function givenFeatures(
  values: OptionValues<typeof featureOptions>,
): readonly string[] | "all" {
  return values["all-features"] === true ? "all" : (values.features ?? []);
}
