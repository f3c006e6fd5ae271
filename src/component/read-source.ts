import type { SourceStream } from "../runtime/instantiate-world.js";

/** Bytes, or what gives them: a URL, a stream, a `Response` or a `Blob`. */
export type BytesSource = object;

/** A `Response` or a `Blob`. */
interface BodySource {
  arrayBuffer(): Promise<ArrayBuffer>;
  /** Of a `Response`: false when there is nothing to load. */
  readonly ok?: boolean;
  readonly status?: number;
  readonly url?: string;
}

/** Reads all bytes of a source. */
export async function readSource(source: BytesSource): Promise<Uint8Array> {
  if (source instanceof ArrayBuffer) {
    return new Uint8Array(source);
  }
  if (ArrayBuffer.isView(source)) {
    return new Uint8Array(source.buffer, source.byteOffset, source.byteLength);
  }
  if (source instanceof URL) {
    return source.protocol === "file:" ? readFileUrl(source) : readBody(await fetch(source));
  }
  if ("getReader" in source) {
    return readStream(source as SourceStream);
  }
  if ("arrayBuffer" in source) {
    return readBody(source as BodySource);
  }
  throw new TypeError("cannot load a component from this: it is neither bytes nor gives any");
}

async function readBody(source: BodySource): Promise<Uint8Array> {
  if (source.ok === false) {
    throw new Error(`cannot load ${source.url ?? "the component"}: status ${source.status}`);
  }
  return new Uint8Array(await source.arrayBuffer());
}

async function readStream(source: SourceStream): Promise<Uint8Array> {
  const reader = source.getReader();
  const chunks: Uint8Array[] = [];
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) {
      break;
    }
    if (value !== undefined) {
      chunks.push(value);
      size += value.length;
    }
  }
  const bytes = new Uint8Array(size);
  let position = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, position);
    position += chunk.length;
  }
  return bytes;
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
