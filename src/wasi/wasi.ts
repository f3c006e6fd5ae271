import type { ImportProvider } from "../runtime/provided-imports.js";

/** What a program may see and reach. By default that is nothing but its standard streams, clocks and random numbers. */
export interface WasiOptions {
  /** The program's arguments, with its own name first. */
  readonly args?: readonly string[];
  /** The environment variables that it sees. */
  readonly env?: Readonly<Record<string, string>>;
  /** Directories that it may open, by the paths that it knows them under; not in browsers. */
  readonly preopens?: Readonly<Record<string, string>>;
  /** Whether it may use sockets and HTTP. */
  readonly network?: boolean;
}

/**
 * Gives WASI 0.2 to a component, as `@bytecodealliance/preview2-shim` implements it on Node, Deno, Bun and in browsers: an
 * element of the `providers` that `instantiate` takes.
 *
 * @throws Error when that package is not installed, or may not be loaded
 */
export function wasi(options: WasiOptions = {}): ImportProvider {
  if ("missing" in shim) {
    throw new Error(
      `WASI needs @bytecodealliance/preview2-shim 0.26 or later (npm install @bytecodealliance/preview2-shim): ${String(shim.missing)}`,
      { cause: shim.missing },
    );
  }
  const { args = [], env = {}, preopens = {}, network = false } = options;
  const sandbox = { args: [...args], env: { ...env }, preopens, enableNetwork: network };
  // Programs print where the host's own code does.
  const { console: target } = globalThis;
  const stdout = lineStream((line) => {
    target.log(line);
  });
  const stderr = lineStream((line) => {
    target.error(line);
  });
  const own = new shim.WASIShim({ sandbox, stdout, stderr }).getImportObject();
  for (const [directory] of own["wasi:filesystem/preopens"].getDirectories()) {
    // The shim (0.26) gives none on Node, and programs in C ask for them before they open a file.
    directory.getFlags = () => ({ read: true, mutateDirectory: true });
  }
  // Its names are without version: whatever the host gives, with one or without, goes before.
  return (imports) => ({ ...own, ...imports });
}

interface LineStream {
  write(bytes: Uint8Array): void;
  flush(): void;
  /** Called on the stream that the shim makes of this. */
  drop(this: { open?: boolean }): void;
}

/**
 * Text by lines, for browsers: the stream that the shim makes there (0.26) throws when a guest drops it. The shim gives the
 * same one to whoever asks, so it stays open.
 */
function lineStream(print: (line: string) => void): LineStream {
  const decoder = new TextDecoder();
  let pending = "";
  let printedEarly = false;
  const flush = (): void => {
    if (pending !== "") {
      print(pending);
      printedEarly = true;
    }
    pending = "";
  };
  return {
    write: (bytes) => {
      const text = pending + decoder.decode(bytes, { stream: true });
      const lines = text.split("\n");
      if (printedEarly && text.startsWith("\n")) {
        lines.shift();
      }
      printedEarly &&= text === "";
      pending = lines.pop() ?? "";
      lines.forEach(print);
    },
    flush,
    drop() {
      flush();
      this.open = true;
    },
  };
}

// At once, so that instances can be made without waiting.
const shim = await import("@bytecodealliance/preview2-shim/instantiation").catch(
  (missing: unknown) => ({ missing }),
);
