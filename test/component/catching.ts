import { ComponentBuilder, coreModule, define, i32, op } from "./assembler.js";

/**
 * Puts a component inside another, which calls its `run: func() -> u32` and catches whatever WebAssembly can catch: a trap
 * has to pass through.
 */
export function catching(inside: Uint8Array): Uint8Array {
  const component = new ComponentBuilder();
  const instance = component.instance(component.component(inside));
  const called = component.lower(component.alias("func", instance, "run"));
  const core = component.coreInstance(
    component.coreModule(
      coreModule({
        imports: [{ module: "env", name: "run", results: [i32] }],
        functions: [
          {
            export: "run",
            results: [i32],
            locals: [i32],
            body: [
              ...op.catchAll([...op.call(0), ...op.set(0)], [...op.const(-77), ...op.set(0)]),
              ...op.get(0),
            ],
          },
        ],
      }),
    ),
    { env: component.coreExports({ run: ["func", called] }) },
  );
  const type = component.type(define.function([], [0x79]));
  component.export("run", "func", component.lift(component.coreAlias("func", core, "run"), type));
  return component.bytes();
}
