import type { Hint } from "../diagnostic.js";
import type { Span } from "../source.js";

/** A use of one name by another. */
export interface Edge {
  readonly name: string;
  readonly span: Span;
}

/** What {@link toposort} found. */
export interface Order {
  /** Every name, each after those that it uses, otherwise in the order given. Names of a cycle stand in it too. */
  readonly names: readonly string[];
  /** One per cycle: where it was noticed, and the names on it, each using the next and the last the first. */
  readonly cycles: readonly { readonly edge: Edge; readonly names: readonly string[] }[];
}

/**
 * Orders names so that each stands after those that it uses. Among names that could stand next the first in the order
 * given does, so that the result changes as little as possible when uses change.
 *
 * @param uses what each name uses; edges to names that are not keys are ignored.
 */
export function toposort(uses: ReadonlyMap<string, readonly Edge[]>): Order {
  const names = [...uses.keys()];
  const indexOf = new Map(names.map((name, index) => [name, index]));
  const edges = names.map((name) =>
    (uses.get(name) ?? []).flatMap((edge) => {
      const target = indexOf.get(edge.name);
      return target === undefined ? [] : [{ edge, target }];
    }),
  );
  const waiting = edges.map((list) => list.length);
  const usedBy: number[][] = names.map(() => []);
  for (const [index, list] of edges.entries()) {
    for (const { target } of list) {
      usedBy[target]?.push(index);
    }
  }

  const order: string[] = [];
  const cycles: { edge: Edge; names: string[] }[] = [];
  const done = names.map(() => false);
  const ready = new MinHeap();
  const finish = (index: number): void => {
    done[index] = true;
    order.push(names[index] ?? "");
    for (const user of usedBy[index] ?? []) {
      const left = (waiting[user] ?? 0) - 1;
      waiting[user] = left;
      if (left === 0 && !done[user]) {
        ready.push(user);
      }
    }
  };
  const firstOpenEdge = (index: number): { edge: Edge; target: number } | undefined =>
    edges[index]?.find(({ target }) => !done[target]);

  for (const index of names.keys()) {
    if (waiting[index] === 0) {
      ready.push(index);
    }
  }
  for (let start = 0; ;) {
    for (let index = ready.pop(); index !== undefined; index = ready.pop()) {
      if (!done[index]) {
        finish(index);
      }
    }
    while (done[start]) {
      start++;
    }
    const noticed = start < names.length ? firstOpenEdge(start) : undefined;
    if (!noticed) {
      return { names: order, cycles };
    }
    // Everything left is on a cycle or uses one. Follow first edges until a name comes back.
    const path: number[] = [];
    const seen = new Map<number, number>();
    for (let index: number | undefined = noticed.target; index !== undefined;) {
      const before = seen.get(index);
      if (before !== undefined) {
        const cycle = path.slice(before);
        cycles.push({ edge: noticed.edge, names: cycle.map((at) => names[at] ?? "") });
        for (const at of cycle) {
          finish(at);
        }
        break;
      }
      seen.set(index, path.length);
      path.push(index);
      index = firstOpenEdge(index)?.target;
    }
  }
}

/** Explains a cycle: `a → b → a`. */
export function cycleHints(names: readonly string[]): readonly Hint[] {
  const shown = names.length > 10 ? [...names.slice(0, 10), "…"] : names;
  return [{ message: [...shown, names[0] ?? ""].map((name) => `\`${name}\``).join(" → ") }];
}

/** A binary heap of distinct numbers, the least first. */
class MinHeap {
  readonly #items: number[] = [];

  push(item: number): void {
    const items = this.#items;
    let at = items.length;
    items.push(item);
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const above = items[parent] ?? 0;
      if (above <= item) {
        break;
      }
      items[at] = above;
      at = parent;
    }
    items[at] = item;
  }

  pop(): number | undefined {
    const items = this.#items;
    const least = items[0];
    const last = items.pop();
    if (items.length === 0 || last === undefined) {
      return least;
    }
    let at = 0;
    for (;;) {
      const left = 2 * at + 1;
      const right = left + 1;
      const child = right < items.length && (items[right] ?? 0) < (items[left] ?? 0) ? right : left;
      const below = items[child];
      if (below === undefined || below >= last) {
        break;
      }
      items[at] = below;
      at = child;
    }
    items[at] = last;
    return least;
  }
}
