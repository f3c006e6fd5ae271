import { describe, expect, it } from "vitest";
import { decodeComponent } from "../../src/component/decode.js";
import type { LinkPlan } from "../../src/component/link-plan.js";
import { makePlan } from "../../src/component/make-plan.js";
import { validateComponent } from "../../src/component/validate/validate.js";
import { ComponentBuilder, declare, define } from "./assembler.js";
import { adder, counters, keeper } from "./guests.js";

function plan(bytes: Uint8Array): LinkPlan {
  return makePlan(validateComponent(decodeComponent(bytes)));
}

describe("makePlan", () => {
  it("dissolves components that only rename", () => {
    const { steps, lifts, exports } = plan(counters());
    expect(steps.map((step) => step.kind)).toEqual([
      "core-instance",
      "destructor",
      "core-instance",
    ]);
    expect(lifts.every((lift) => lift.instance === 0)).toBe(true);
    expect(exports).toMatchObject([
      {
        kind: "instance",
        name: "docs:test/counters",
        exports: [
          { kind: "resource", name: "counter", resource: 0 },
          { kind: "function", name: "[constructor]counter", function: { kind: "lift", lift: 0 } },
          { kind: "function", name: "[method]counter.get", function: { kind: "lift", lift: 1 } },
          { kind: "function", name: "[static]counter.make" },
          { kind: "function", name: "consume" },
          { kind: "function", name: "dropped" },
        ],
      },
    ]);
  });

  it("knows resource types by where they come from", () => {
    expect(plan(counters()).resources).toEqual([{ kind: "defined", name: "counter", instance: 0 }]);
    expect(plan(keeper()).resources).toEqual([
      {
        kind: "imported",
        name: "counter",
        from: { source: { kind: "import", name: "docs:test/counters" }, path: ["counter"] },
      },
    ]);
  });

  it("calls resource types by their first name, not by those of aliases", () => {
    const component = new ComponentBuilder();
    const aliased = component.type(
      define.instance(declare.resource("fields"), declare.equal("trailers", 0)),
    );
    component.import("docs:test/types", "instance", aliased);
    const defined = component.type(define.resource());
    const first = component.export("thing", "type", defined);
    component.export("other-name", "type", first);
    const inline = component.instanceExports({
      thing: ["type", first],
      "another-name": ["type", first],
    });
    component.export("docs:test/things", "instance", inline);
    expect(plan(component.bytes()).resources).toMatchObject([
      { name: "fields", from: { path: ["fields"] } },
      { name: "thing" },
    ]);
  });

  it("makes resource types anew for each instance, and links what is inside", () => {
    const component = new ComponentBuilder();
    const provider = component.component(counters());
    const user = component.component(keeper());
    for (let i = 0; i < 2; i++) {
      const provided = component.instance(provider);
      const counterInterface = component.alias("instance", provided, "docs:test/counters");
      component.instance(user, { "docs:test/counters": ["instance", counterInterface] });
    }
    const { instances, resources, canons } = plan(component.bytes());
    // Each counters brings its renaming component along.
    expect(instances.map(({ parent }) => parent)).toEqual([undefined, 0, 1, 0, 0, 4, 0]);
    expect(resources).toMatchObject([{ instance: 1 }, { instance: 4 }]);
    expect(canons.filter((canon) => canon.kind === "lower")).toMatchObject([
      { instance: 3, function: { kind: "lift", lift: 1 }, resources: { r0: 0 } },
      { instance: 6, function: { kind: "lift" }, resources: { r0: 1 } },
    ]);
  });

  it("shares the code of a module that is instantiated twice", () => {
    const component = new ComponentBuilder();
    const nested = component.component(adder());
    component.instance(nested);
    component.instance(nested);
    const { modules, steps } = plan(component.bytes());
    expect(modules).toHaveLength(1);
    expect(steps).toHaveLength(2);
  });
});
