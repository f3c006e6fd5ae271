/** What a function is called that stands in a table of an interface by its property, the WIT name in camel case. */
export interface TableNames {
  readonly label: string;
  /** In the core module (BuildTargets.md): `a:b/c#get-size`. */
  readonly exported: string;
  readonly postReturn: string;
  /** In messages, behind `imports` or `exports`. */
  readonly path: string;
}

const known = /* @__PURE__ */ new Map<string, Map<string, TableNames>>();

/**
 * Gives the names of a function, by its interface and its property there. They are made once: engines find properties
 * faster by strings that they have met before.
 */
export function tableNames(interfaceName: string, key: string): TableNames {
  let ofInterface = known.get(interfaceName);
  if (ofInterface === undefined) {
    ofInterface = new Map();
    known.set(interfaceName, ofInterface);
  }
  let names = ofInterface.get(key);
  if (names === undefined) {
    const label = key.replace(/[A-Z]/g, "-$&").toLowerCase();
    const exported = `${interfaceName}#${label}`;
    const path = `["${interfaceName}"].${key}()`;
    names = { label, exported, postReturn: `cabi_post_${exported}`, path };
    ofInterface.set(key, names);
  }
  return names;
}
