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
