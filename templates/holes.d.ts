// Stands for what `wit-ts generate` writes once the holes are filled, so that the templates type-check as they are.
// It is not copied.
declare module "*/generated/__WORLD__.js" {
  import type { ComponentSource } from "wit-ts/runtime";

  export function instantiate(
    source: ComponentSource,
    imports: Readonly<Record<string, object>>,
  ): Promise<Readonly<Record<string, unknown>> & Disposable>;
}
