/** How often values fall into equal intervals between two limits, each counted by its weight; those outside are left out. */
export function histogram(
  values: Float64Array,
  weights: Float64Array | undefined,
  { from, to, bins }: { readonly from: number; readonly to: number; readonly bins: number },
): Float64Array {
  const counts = new Float64Array(bins);
  const scale = bins / (to - from);
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (value < from || value > to) continue;
    const bin = Math.min(bins - 1, Math.floor((value - from) * scale));
    counts[Number.isFinite(bin) ? bin : 0]! += weights?.[i] ?? 1;
  }
  return counts;
}
