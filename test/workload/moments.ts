/** Mean, variance and coefficient of variation of a sample. */
export function moments(values: ArrayLike<number>): { mean: number; variance: number; cv: number } {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  const mean = sum / values.length;
  let squares = 0;
  for (let i = 0; i < values.length; i++) squares += (values[i]! - mean) ** 2;
  const variance = squares / values.length;
  return { mean, variance, cv: Math.sqrt(variance) / mean };
}

export function draw(count: number, sample: () => number): Float64Array {
  return Float64Array.from({ length: count }, sample);
}
