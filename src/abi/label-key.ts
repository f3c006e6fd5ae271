/**
 * The JavaScript name of a WIT name: words in camel case, `get-HTTP-2` → `getHttp2`. The one place that decides it, for
 * properties, functions and parameters alike.
 */
export function labelKey(label: string): string {
  let key = "";
  for (const word of label.toLowerCase().split("-")) {
    key += key === "" ? word : word.charAt(0).toUpperCase() + word.slice(1);
  }
  return key;
}

/** The same with a capital: `divide-error` → `DivideError`. */
export function typeKey(label: string): string {
  const key = labelKey(label);
  return key.charAt(0).toUpperCase() + key.slice(1);
}
