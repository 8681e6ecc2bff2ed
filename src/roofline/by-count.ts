/** Counts beyond this are computed afresh: an array of so many doubles is 2 MB. */
const MOST_KEPT = 1 << 18;

/** The same function of a count, each value computed once. Values must be above 0. */
export function byCount(compute: (count: number) => number): (count: number) => number {
  let known = new Float64Array(1024);
  return (count) => {
    if (count >= known.length) {
      if (count >= MOST_KEPT) return compute(count);
      const grown = new Float64Array(Math.min(MOST_KEPT, 2 * Math.max(count, known.length)));
      grown.set(known);
      known = grown;
    }
    const value = known[count]!;
    if (value > 0) return value;
    const made = compute(count);
    known[count] = made;
    return made;
  };
}
