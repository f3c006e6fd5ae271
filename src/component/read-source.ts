/** A `Response` or a `Blob`. */
interface BodySource {
  arrayBuffer(): Promise<ArrayBuffer>;
  /** Of a `Response`: false when there is nothing to load. */
  readonly ok?: boolean;
  readonly status?: number;
  readonly url?: string;
}

/**
 * Reads all of a source: bytes, or what gives them, which is a URL, a stream, a `Response` or a `Blob`.
 *
 * @throws TypeError for anything else, as only JavaScript can give it
 */
export async function readSource(source: unknown): Promise<Uint8Array> {
  if (source instanceof ArrayBuffer) {
    return new Uint8Array(source);
  }
  if (ArrayBuffer.isView(source)) {
    return new Uint8Array(source.buffer, source.byteOffset, source.byteLength);
  }
  if (source instanceof URL) {
    return source.protocol === "file:" ? readFileUrl(source) : readBody(await fetch(source));
  }
  if (typeof source !== "object" || source === null) {
    return unreadable(source);
  }
  if ("getReader" in source) {
    // The engine gathers the chunks: a stream of bytes is a body.
    return readBody(new Response(source as ReadableStream<Uint8Array>));
  }
  if ("arrayBuffer" in source) {
    return readBody(source as BodySource);
  }
  return unreadable(source);
}

function unreadable(source: unknown): never {
  const text = typeof source === "string" ? "a string" : String(source);
  throw new TypeError(
    `cannot load a component from ${text}: it has to be bytes, or a URL, Response, Blob or stream of them`,
  );
}

async function readBody(source: BodySource): Promise<Uint8Array> {
  if (source.ok === false) {
    throw new Error(`cannot load ${source.url ?? "the component"}: status ${source.status}`);
  }
  return new Uint8Array(await source.arrayBuffer());
}

interface NodeProcess {
  getBuiltinModule?(name: "node:fs/promises"): { readFile(url: URL): Promise<Uint8Array> };
}

async function readFileUrl(url: URL): Promise<Uint8Array> {
  // Not an import: bundlers for browsers, which load no such URL, would look for the module.
  const { process } = globalThis as { readonly process?: NodeProcess };
  const files = process?.getBuiltinModule?.("node:fs/promises");
  return files === undefined ? readBody(await fetch(url)) : files.readFile(url);
}
