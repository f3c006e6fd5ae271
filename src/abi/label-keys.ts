/**
 * The JavaScript name of a WIT name: words in camel case, `get-HTTP-2` → `getHttp2`. The one place that decides it, for
 * properties, functions and parameters alike.
 */
export function labelKey(label: string): string {
  const lower = label.toLowerCase();
  return lower.includes("-") ? joinWords(lower.split("-")) : lower;
}

/** The same with a capital: `divide-error` → `DivideError`. */
export function typeKey(label: string): string {
  return capitalise(labelKey(label));
}

/** The property of each label, in order; one that is taken (`a-1` and `a1`) gets `_2`, `_3`. */
export function labelKeys(labels: readonly string[]): readonly string[] {
  const taken = new Set<string>();
  return labels.map((label) => takeName(taken, labelKey(label)));
}

/** Takes `wanted`, or the next free name made from it. */
export function takeName(taken: Set<string>, wanted: string): string {
  let name = wanted;
  for (let suffix = 2; taken.has(name); suffix++) {
    name = `${wanted}_${suffix}`;
  }
  taken.add(name);
  return name;
}

function joinWords(words: readonly string[]): string {
  return words.reduce((joined, word) => joined + capitalise(word));
}

function capitalise(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
