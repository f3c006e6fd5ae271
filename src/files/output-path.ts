/** Names that Windows keeps for devices, with or without an extension. */
const deviceName = /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)(\.|$)/i;

const forbiddenCharacter = /[\u0000-\u001f\u007f<>:"|?*\\]/;

/** What the names begin with that wit-ts keeps for itself in an output directory: the manifest, staging directories. */
export const reservedPrefix = ".wit-ts";

/**
 * Says why a path cannot be that of an output file; `undefined` when it can.
 *
 * A good path is relative, uses `/`, stays below the directory that it is joined to, and names the same file on Linux,
 * macOS and Windows.
 */
export function outputPathProblem(path: string): string | undefined {
  for (const segment of path.split("/")) {
    const problem = segmentProblem(segment);
    if (problem !== undefined) {
      return problem;
    }
  }
  return undefined;
}

function segmentProblem(segment: string): string | undefined {
  if (segment === "") {
    return "is absolute or has an empty segment";
  }
  if (forbiddenCharacter.test(segment)) {
    return "has a character that is not allowed in file names";
  }
  if (segment.endsWith(".") || segment.endsWith(" ") || segment.startsWith(" ")) {
    return "has a segment that begins or ends with a space, or ends with a dot";
  }
  if (deviceName.test(segment)) {
    return "has a segment that is a device name on Windows";
  }
  if (segment.toLowerCase().startsWith(reservedPrefix)) {
    return `has a segment that begins with \`${reservedPrefix}\``;
  }
  if (new TextEncoder().encode(segment).length > 240) {
    return "has a segment of more than 240 bytes";
  }
  return undefined;
}

/** Gives the same key to paths that name one file where file systems ignore case or normalise Unicode. */
export function outputPathKey(path: string): string {
  return path.normalize("NFC").toLowerCase();
}
