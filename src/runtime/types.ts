/// <reference lib="esnext.disposable" preserve="true" />

/**
 * Types that generated code names. They are structural, so that generated code depends neither on the DOM library nor on
 * Node's types.
 */

/** The value of a WIT `result` where it is not a function's own result. Without payload, `T` or `E` is `void`. */
export type Result<T, E> = Ok<T> | Err<E>;

/** The success case of a {@link Result}. */

// eslint-disable-next-line @typescript-eslint/no-invalid-void-type -- what TypeScript calls a function's missing result
export type Ok<T> = [T] extends [void] ? { tag: "ok"; val?: T } : { tag: "ok"; val: T };

/** The failure case of a {@link Result}. */

// eslint-disable-next-line @typescript-eslint/no-invalid-void-type -- as above
export type Err<E> = [E] extends [void] ? { tag: "err"; val?: E } : { tag: "err"; val: E };

/** The value of a WIT `option` around another `option`, which has `undefined` for itself. */
export type Option<T> = { tag: "some"; val: T } | { tag: "none" };

/** What every object that a host gives for a resource may have: called when the guest drops the resource. */
export interface HostResource {
  [Symbol.dispose]?(): void;
}

declare const resourceName: unique symbol;

/**
 * What every object that stands for a guest's resource has.
 *
 * @typeParam Name which resource it is: with the same methods, two are different types all the same
 */
export interface OwnedResource<Name extends string = string> {
  /** For the compiler only: no object has it. */
  readonly [resourceName]?: Name | undefined;

  /** Drops the resource: the guest's destructor runs. Does nothing the second time. */
  [Symbol.dispose](): void;
}

/** A resource that is lent for the time of a call: everything but disposing it. */
export type Borrow<R> = object & Omit<R, typeof Symbol.dispose>;

/** Exports of a world. */
export interface WorldExports {
  /** Ends the use of the instance. */
  [Symbol.dispose](): void;
}

/** The same imports without the versions in their names: `wasi:cli/run` for `wasi:cli/run@0.2.0`. */
export type Unversioned<Imports> = {
  [Name in keyof Imports as Name extends `${infer Path}@${string}` ? Path : Name]: Imports[Name];
};

/** A `stream` as the host receives it: a part of the Web's `ReadableStream`. */
export interface ValueStream<T> {
  readonly locked: boolean;
  cancel(reason?: unknown): Promise<void>;
  getReader(): ValueStreamReader<T>;
  [Symbol.asyncIterator](): AsyncIterator<T, void>;
}

/** A reader of a {@link ValueStream}. */
export interface ValueStreamReader<T> {
  readonly closed: Promise<unknown>;
  read(): Promise<{ done: false; value: T } | { done: true; value?: T | undefined }>;
  cancel(reason?: unknown): Promise<void>;
  releaseLock(): void;
}

/** A `stream<u8>` as the host receives it: in chunks. */
export type ByteStream = ValueStream<Uint8Array<ArrayBuffer>>;

/** What a host may give for a `stream`: anything to iterate over, or an object with a reader, such as a `ReadableStream`. */
export type ValueStreamSource<T> =
  AsyncIterable<T> | Iterable<T> | { getReader(): ValueStreamReader<T> };

/** What a host may give for a `stream<u8>`: chunks of bytes. */
export type ByteStreamSource = ValueStreamSource<Uint8Array>;

/** An `error-context`: what a guest says about a failure, for people to read. */
export interface ErrorContext {
  readonly debugMessage: string;
}
