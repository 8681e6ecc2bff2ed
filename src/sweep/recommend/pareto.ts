/** Which way a quantity is better. */
export type Better = "more" | "less";

/**
 * The entries that no other beats in both quantities, by the first of them from best to worst. Of equals the first stays. Entries with
 * a quantity that is not known are left out.
 */
export function paretoFront<T>(
  all: readonly T[],
  first: { readonly of: (entry: T) => number; readonly better: Better },
  second: { readonly of: (entry: T) => number; readonly better: Better },
): T[] {
  const sign = (better: Better) => (better === "more" ? -1 : 1);
  const known = all
    .map((entry) => ({
      entry,
      x: sign(first.better) * first.of(entry),
      y: sign(second.better) * second.of(entry),
    }))
    .filter(({ x, y }) => Number.isFinite(x) && Number.isFinite(y))
    .sort((a, b) => a.x - b.x || a.y - b.y);
  const front: T[] = [];
  let best = Number.POSITIVE_INFINITY;
  for (const { entry, y } of known) {
    if (y >= best) continue;
    best = y;
    front.push(entry);
  }
  return front;
}
