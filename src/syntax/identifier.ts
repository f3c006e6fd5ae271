const part = /^(?:[0-9]*[a-z][a-z0-9]*|[0-9]*[A-Z][A-Z0-9]*|[0-9]+)$/;

/**
 * Says whether `name` is a WIT identifier (without `%`): parts joined by `-`, each of lower-case letters and digits
 * or of upper-case letters and digits; the first begins with a letter (WIT.md, "Identifiers").
 */
export function isIdentifier(name: string): boolean {
  // One pass over the codes instead of a regular expression: digits fit both cases, which makes patterns backtrack.
  let partLength = 0;
  let upper = false;
  let lower = false;
  for (let index = 0; index < name.length; index++) {
    const code = name.charCodeAt(index);
    if (code >= 0x61 && code <= 0x7a) {
      lower = true;
    } else if (code >= 0x41 && code <= 0x5a) {
      upper = true;
    } else if (code === 0x2d) {
      if (partLength === 0) {
        return false;
      }
      partLength = 0;
      upper = false;
      lower = false;
      continue;
    } else if (code < 0x30 || code > 0x39 || index === 0) {
      return false;
    }
    if (upper && lower) {
      return false;
    }
    partLength++;
  }
  return partLength > 0;
}

/** Says what keeps `name` from being an identifier. */
export function identifierProblem(name: string): string {
  if (name === "") {
    return "expected an identifier after `%`";
  }
  const parts = name.split("-");
  const shown = name.length > 60 ? `${name.slice(0, 60)}…` : name;
  if (parts.includes("")) {
    return `identifier \`${shown}\` has nothing before, between or after its \`-\``;
  }
  if (!/^[A-Za-z]/.test(name)) {
    return `identifier \`${shown}\` does not begin with a letter from a to z`;
  }
  const wrong = parts.find((text) => !part.test(text)) ?? name;
  const character = /[^A-Za-z0-9]/u.exec(wrong)?.[0];
  return character === undefined
    ? `identifier \`${shown}\` mixes upper and lower case in one word`
    : `identifier \`${shown}\` holds \`${character}\`: only letters, digits and \`-\` are allowed`;
}

/** Finds the identifier that the writer of an invalid one may have meant. */
export function suggestIdentifier(name: string): string | undefined {
  if (name.length > 60) {
    return undefined;
  }
  const kebab = name
    .replace(/([a-z0-9])([A-Z])/g, "$1-$2")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");
  return isIdentifier(kebab) ? kebab : undefined;
}
