/** How a core module names what the canonical ABI gives it and takes from it. */
export interface CoreNames {
  /** The module that functions of an imported interface come from. */
  readonly imported: (interfaceName: string) => string;
  /** The module that built-ins for resources of an exported interface come from. */
  readonly exportedBuiltins: (interfaceName: string) => string;
  readonly resourceDrop: (resource: string) => string;
  readonly resourceNew: (resource: string) => string;
  readonly exported: (interfaceName: string, functionName: string) => string;
  readonly postReturn: (exported: string) => string;
  readonly destructor: (interfaceName: string, resource: string) => string;
  readonly memory: string;
  readonly realloc: string;
}

/** The names that today's toolchains give. */
export const legacyNames: CoreNames = {
  imported: (interfaceName) => interfaceName,
  exportedBuiltins: (interfaceName) => `[export]${interfaceName}`,
  resourceDrop: (resource) => `[resource-drop]${resource}`,
  resourceNew: (resource) => `[resource-new]${resource}`,
  exported: (interfaceName, functionName) => `${interfaceName}#${functionName}`,
  postReturn: (exported) => `cabi_post_${exported}`,
  destructor: (interfaceName, resource) => `${interfaceName}#[dtor]${resource}`,
  memory: "memory",
  realloc: "cabi_realloc",
};

/** The names of BuildTargets.md. */
export const standardNames: CoreNames = {
  imported: (interfaceName) => `cm32p2|${interfaceName}`,
  exportedBuiltins: (interfaceName) => `cm32p2|_ex_${interfaceName}`,
  resourceDrop: (resource) => `${resource}_drop`,
  resourceNew: (resource) => `${resource}_new`,
  exported: (interfaceName, functionName) => `cm32p2|${interfaceName}|${functionName}`,
  postReturn: (exported) => `${exported}_post`,
  destructor: (interfaceName, resource) => `cm32p2|${interfaceName}|${resource}_dtor`,
  memory: "cm32p2_memory",
  realloc: "cm32p2_realloc",
};
