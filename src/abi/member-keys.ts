import { labelKey, takeName, typeKey } from "./label-keys.js";

/**
 * Members that would change what an object is: `constructor` is the class itself, a `then` makes any object a promise
 * to `await`.
 */
export const reservedMembers: readonly string[] = ["constructor", "then", "__proto__"];

/** The same for static functions: what every class has. */
const reservedStaticMembers: readonly string[] = [
  ...reservedMembers,
  ...["prototype", "arguments", "caller", "length", "name"],
];

/** What an `externname` of a function says. */
export interface FunctionName {
  readonly kind: "function" | "constructor" | "method" | "static";
  /** Whose constructor, method or static function it is; empty for a function of the interface. */
  readonly resource: string;
  /** A constructor has the name of its resource. */
  readonly name: string;
}

/** Takes an `externname` apart: `[method]counter.increment`. */
export function functionName(mangled: string): FunctionName {
  const [, kind = "function", resource = "", name = resource || mangled] =
    /^\[(constructor|method|static)\]([^.]*)(?:\.(.*))?$/.exec(mangled) ?? [];
  // The pattern has no other words.
  return { kind: kind as FunctionName["kind"], resource, name };
}

/**
 * The JavaScript names of what an interface has, by `externname`: classes of resources, functions, and the methods and
 * static functions of each class. The one place that decides them, for generated code and for the loader.
 *
 * @param resources in order of declaration, as the functions are
 */
export function memberKeys(
  resources: Iterable<string>,
  functions: Iterable<string>,
): ReadonlyMap<string, string> {
  const keys = new Map<string, string>();
  const holders = new Map<string, Set<string>>();
  const take = (holder: string, reserved: readonly string[], wanted: string): string => {
    const taken = holders.get(holder) ?? new Set(reserved);
    holders.set(holder, taken);
    return takeName(taken, wanted);
  };
  for (const resource of resources) {
    keys.set(resource, take("", reservedMembers, typeKey(resource)));
  }
  for (const mangled of functions) {
    const { kind, resource, name } = functionName(mangled);
    if (kind !== "constructor") {
      const reserved = kind === "static" ? reservedStaticMembers : reservedMembers;
      const holder = kind === "function" ? "" : `${kind} ${resource}`;
      keys.set(mangled, take(holder, reserved, labelKey(name)));
    }
  }
  return keys;
}
