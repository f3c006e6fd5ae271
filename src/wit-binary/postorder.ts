/**
 * Lists everything that can be reached from `roots`, each item after those that it depends on, otherwise in the order in
 * which they are found. Deep chains need no stack.
 *
 * @param onCycle called with an item that depends on itself; must throw.
 */
export function postorder<T>(
  roots: Iterable<T>,
  dependencies: (item: T) => Iterable<T>,
  onCycle: (item: T) => never,
): Set<T> {
  const done = new Set<T>();
  const open = new Set<T>();
  const stack: { readonly item: T; readonly rest: Iterator<T> }[] = [];
  const visit = (item: T): void => {
    if (done.has(item)) {
      return;
    }
    if (open.has(item)) {
      onCycle(item);
    }
    open.add(item);
    stack.push({ item, rest: dependencies(item)[Symbol.iterator]() });
  };
  for (const root of roots) {
    visit(root);
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      const next = top.rest.next();
      if (next.done === true) {
        stack.pop();
        done.add(top.item);
      } else {
        visit(next.value);
      }
    }
  }
  return done;
}
