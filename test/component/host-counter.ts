/** A host's class for the resource `counter` that `keeper` of `guests.ts` imports; it counts how often it is disposed. */
export class HostCounter {
  disposed = 0;
  readonly start: number;
  constructor(start: number) {
    this.start = start;
  }
  get(): number {
    return this.start;
  }
  [Symbol.dispose](): void {
    this.disposed++;
  }
}
