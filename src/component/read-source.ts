/** What a component can be loaded from. `Response` and `Blob` are any object with their `arrayBuffer`. */
export type ComponentSource = PlainSource | PromiseLike<PlainSource>;

type PlainSource = ArrayBuffer | ArrayBufferView | URL | BodySource | StreamSource;

/** A `Response` or a `Blob`. */
export interface BodySource {
  arrayBuffer(): Promise<ArrayBuffer>;
  /** Of a `Response`: false when there is nothing to load. */
  readonly ok?: boolean;
  readonly status?: number;
  readonly url?: string;
}

/** A `ReadableStream` of bytes. */
export interface StreamSource {
  getReader(): {
    read(): Promise<{ readonly done: boolean; readonly value?: Uint8Array | undefined }>;
  };
}

/** Reads all bytes of a source. */
export async function readSource(given: ComponentSource): Promise<Uint8Array> {
  const source = await given;
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
    return readStream(source);
  }
  return readBody(source);
}

async function readBody(source: BodySource): Promise<Uint8Array> {
  if (source.ok === false) {
    throw new Error(`cannot load ${source.url ?? "the component"}: status ${source.status}`);
  }
  return new Uint8Array(await source.arrayBuffer());
}

async function readStream(source: StreamSource): Promise<Uint8Array> {
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

/** Browsers never get here: they load no file URLs. */
async function readFileUrl(url: URL): Promise<Uint8Array> {
  const { readFile } = await import("node:fs/promises");
  return readFile(url);
}
