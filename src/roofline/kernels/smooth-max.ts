/**
 * max(a, b) with a rounded corner: (a^p + b^p)^(1/p), never below the larger.
 *
 * Two limits that overlap imperfectly, such as tensor cores and memory, cost most where they are equal: 2^(1/p) times
 * either. `overlap` p = 1 adds them, a large p takes the larger.
 */
export function smoothMax(a: number, b: number, overlap: number): number {
  const larger = Math.max(a, b);
  const smaller = Math.min(a, b);
  // Below 1e-3 of the larger the smaller contributes less than rounding for any exponent that is fitted.
  if (smaller <= larger * 1e-3) return larger;
  return larger * (1 + (smaller / larger) ** overlap) ** (1 / overlap);
}
