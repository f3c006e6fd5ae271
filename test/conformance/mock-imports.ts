import { typeKey } from "../../src/abi/label-keys.js";
import { functionName, memberKeys } from "../../src/abi/member-keys.js";
import type { Extern } from "../../src/component/validate/types.js";

/** A value that has every member: a class, or a function. */
type Mock = Record<string, unknown>;

/** A class with nothing in it, each time another. */
function mockClass(): object {
  return function (): void {
    // Never constructed.
  };
}

function nothing(): void {
  // Mocked functions are never called: instantiating a component runs none of its imports.
}

/** Makes something of the right kind for each import of a component, so that it can be instantiated. */
export function mockImports(externs: ReadonlyMap<string, Extern>): Mock {
  const mocks: Mock = {};
  const names = [...externs].flatMap(([name, { kind }]) => (kind === "function" ? name : []));
  const keys = memberKeys([], names);
  for (const [name, extern] of externs) {
    switch (extern.kind) {
      case "type":
        if (extern.created.kind === "resource") {
          mocks[typeKey(name)] ??= mockClass();
        }
        break;
      case "function":
        mockFunction(mocks, name, keys.get(name) ?? name);
        break;
      case "instance":
        mocks[name] = mockImports(extern.type.exports);
        break;
      case "component":
        mocks[name] = { instantiate: () => Promise.resolve({ exports: {} }) };
        break;
      case "core-module":
      case "value":
        break;
    }
  }
  return mocks;
}

function mockFunction(mocks: Mock, name: string, key: string): void {
  const { kind, resource } = functionName(name);
  if (kind === "function") {
    mocks[key] = nothing;
    return;
  }
  const holder = (mocks[typeKey(resource)] ??= mockClass()) as { readonly prototype: Mock };
  if (kind === "static") {
    Object.defineProperty(holder, key, { value: nothing, configurable: true });
  } else if (kind === "method") {
    Object.defineProperty(holder.prototype, key, { value: nothing, configurable: true });
  }
}
