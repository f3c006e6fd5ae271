const largestNumber = "18446744073709551615"; // 2^64 - 1

function numberProblem(what: string, text: string): string | undefined {
  if (!/^[0-9]+$/.test(text)) {
    return `the ${what} version \`${text}\` is not a number`;
  }
  if (text.length > 1 && text.startsWith("0")) {
    return `the ${what} version \`${text}\` begins with 0`;
  }
  const tooLarge =
    text.length > largestNumber.length ||
    (text.length === largestNumber.length && text > largestNumber);
  return tooLarge ? `the ${what} version is too large` : undefined;
}

function labelsProblem(what: string, text: string, leadingZeros: boolean): string | undefined {
  for (const label of text.split(".")) {
    if (label === "") {
      return `the ${what} has an empty part`;
    }
    const wrong = /[^0-9A-Za-z-]/u.exec(label)?.[0];
    if (wrong !== undefined) {
      return `the ${what} holds ${/\s/.test(wrong) ? "a blank" : `\`${wrong}\``}`;
    }
    if (!leadingZeros && /^0[0-9]+$/.test(label)) {
      return `the number \`${label}\` in the ${what} begins with 0`;
    }
  }
  return undefined;
}

/** Says what keeps `text` from being a semantic version (semver.org, version 2.0.0). */
export function versionProblem(text: string): string | undefined {
  const plus = text.indexOf("+");
  const beforeBuild = plus < 0 ? text : text.slice(0, plus);
  const minus = beforeBuild.indexOf("-");
  const core = (minus < 0 ? beforeBuild : beforeBuild.slice(0, minus)).split(".");
  const [major = "", minor = "", patch = ""] = core;
  if (core.length !== 3) {
    return "a version has three numbers, as in `1.0.0`";
  }
  return (
    numberProblem("major", major) ??
    numberProblem("minor", minor) ??
    numberProblem("patch", patch) ??
    (minus < 0 ? undefined : labelsProblem("pre-release", beforeBuild.slice(minus + 1), false)) ??
    (plus < 0 ? undefined : labelsProblem("build metadata", text.slice(plus + 1), true))
  );
}
