import { expect, it } from "vitest";
import { emitWorlds } from "../../src/emit/emit-worlds.js";
import { loadWitText } from "../../src/wit.js";

it("imports for declarations only what their code names", async () => {
  const { graph } = await loadWitText(`package t:t;
    interface i {
      /// What is invalid, a Bound or the ComponentError.
      enum kind { invalid, bound }
      resource thing { same: func(other: borrow<thing>) -> result<kind, kind>; }
    }
    world w { import i; }`);
  const worlds = graph?.packages[graph.root]?.worlds.values() ?? [];
  const files = graph === undefined ? [] : emitWorlds(graph, [...worlds], { emit: "js" });
  const { content = "" } = files.find(({ path }) => path === "imports/t-t-i.d.ts") ?? {};
  expect(content).toContain(
    'import type { Borrow, HostResource, ImportBinding } from "wit-ts/runtime";',
  );
});
