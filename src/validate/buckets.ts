/** The bucket of a count for groups of errors: `1-16`, `17-128`, ... `above 8192`. `ends` ascend. */
export function bucketOf(count: number, ends: readonly number[]): string {
  const index = ends.findIndex((end) => count <= end);
  if (index < 0) return `above ${ends.at(-1)}`;
  const from = index === 0 ? 1 : ends[index - 1]! + 1;
  const to = ends[index]!;
  return from === to ? String(to) : `${from}-${to}`;
}
