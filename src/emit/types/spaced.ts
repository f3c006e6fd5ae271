interface Member {
  readonly docs?: unknown;
}

/** Puts an empty line before members that have docs, and after them. */
export function spaced<T extends Member>(members: readonly T[]): T[] {
  const hasDocs = (member: T | undefined): boolean =>
    Array.isArray(member?.docs) && member.docs.length > 0;
  return members.map((member, index) =>
    index > 0 && (hasDocs(member) || hasDocs(members[index - 1]))
      ? { ...member, leadingTrivia: "\n" }
      : member,
  );
}

/** Sets methods apart from the properties before them. */
export function afterProperties<T extends Member>(
  properties: readonly unknown[],
  methods: readonly T[],
): T[] {
  const [first, ...rest] = methods;
  return first === undefined || properties.length === 0
    ? [...methods]
    : [{ ...first, leadingTrivia: "\n" }, ...rest];
}
