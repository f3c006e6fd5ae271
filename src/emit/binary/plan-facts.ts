import type { AbiFunctionType } from "../../abi/abi-type.js";
import { contains } from "../../abi/contains.js";
import type { LinkPlan, PlannedExport, PlannedLower } from "../../component/link-plan.js";
import type { StringEncoding } from "../../component/model.js";
import type { GlueFacts } from "../host/host-glue.js";

/** An import that a plan lowers, by the names that glue has for it. */
export interface LoweredName {
  readonly interfaceName: string;
  readonly mangled: string;
}

/** The import that a `canon lower` is of; `undefined` where it is none of the host's. */
export function loweredName({ function: target }: PlannedLower): LoweredName | undefined {
  if (target.kind === "lift" || target.from.source.kind !== "import") {
    return undefined;
  }
  const { source, path } = target.from;
  return path[0] === undefined
    ? { interfaceName: "$root", mangled: source.name }
    : { interfaceName: source.name, mangled: path[0] };
}

/** Tells what a plan knows of the functions of its world. */
export function planFacts(plan: LinkPlan): GlueFacts {
  const { exports, lifts, canons } = plan;
  const postReturns = new Set<string>();
  const encodings = new Map<string, StringEncoding>();
  const called = new Set<string>();
  const addExport = (interfaceName: string, exported: PlannedExport): void => {
    if (exported.kind === "instance") {
      for (const item of exported.exports) {
        addExport(exported.name, item);
      }
    } else if (exported.kind === "function" && exported.function.kind === "lift") {
      const key = `${interfaceName} ${exported.name}`;
      const options = lifts[exported.function.lift]?.options;
      encodings.set(`exports ${key}`, options?.stringEncoding ?? "utf8");
      if (options?.postReturn !== undefined) {
        postReturns.add(key);
      }
    }
  };
  for (const exported of exports) {
    addExport("$root", exported);
  }
  for (const canon of canons) {
    const name = canon.kind === "lower" && !canon.options.async ? loweredName(canon) : undefined;
    if (canon.kind === "lower" && name !== undefined) {
      const key = `${name.interfaceName} ${name.mangled}`;
      called.add(key);
      encodings.set(`imports ${key}`, canon.options.stringEncoding);
    }
  }
  return {
    hasPostReturn: (interfaceName, mangled) => postReturns.has(`${interfaceName} ${mangled}`),
    isCalled: (interfaceName, mangled) => called.has(`${interfaceName} ${mangled}`),
    encodingOf: (side, interfaceName, mangled) =>
      encodings.get(`${side} ${interfaceName} ${mangled}`) ?? "utf8",
    definer: hasOneDefiner(plan) ? "instance" : "guest",
  };
}

/** Whether one instance has all the functions and defines all the resources that the component exports. */
function hasOneDefiner({ exports, lifts, resources }: LinkPlan): boolean {
  const definers = new Set<number | undefined>(lifts.map(({ instance }) => instance));
  const add = (exported: PlannedExport): void => {
    if (exported.kind === "instance") {
      exported.exports.forEach(add);
    } else if (exported.kind === "resource") {
      const resource = resources[exported.resource];
      definers.add(resource?.kind === "defined" ? resource.instance : undefined);
    }
  };
  exports.forEach(add);
  return definers.size === 1;
}

/** An import that several components inside lower, with strings in different encodings. */
export function ambiguousImport({ canons }: LinkPlan): LoweredName | undefined {
  const encodings = new Map<string, StringEncoding>();
  for (const canon of canons) {
    const name = canon.kind === "lower" && !canon.options.async ? loweredName(canon) : undefined;
    if (canon.kind === "lower" && name !== undefined && hasStrings(canon.type)) {
      const key = `${name.interfaceName} ${name.mangled}`;
      const { stringEncoding } = canon.options;
      if ((encodings.get(key) ?? stringEncoding) !== stringEncoding) {
        return name;
      }
      encodings.set(key, stringEncoding);
    }
  }
  return undefined;
}

function hasStrings({ params, result }: AbiFunctionType): boolean {
  return [...params.map((param) => param.type), result].some((type) =>
    contains(type, ({ kind }) => kind === "string"),
  );
}
