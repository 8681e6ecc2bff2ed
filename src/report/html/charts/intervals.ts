import { formatCount } from "../../format.ts";

/** Samples of one stretch of time. */
export interface Interval {
  /** Its middle. */
  readonly timeNs: number;
  readonly mean: number;
  readonly min: number;
  readonly max: number;
}

/** Equally spaced samples in at most `most` stretches of equally many. What is between a stretch's least and most is not lost. */
export function intervals(timeNs: Float64Array, values: ArrayLike<number>, most: number): Interval[] {
  const size = Math.max(1, Math.ceil(timeNs.length / most));
  const found: Interval[] = [];
  for (let from = 0; from < timeNs.length; from += size) {
    const to = Math.min(timeNs.length, from + size);
    let [sum, min, max] = [0, Infinity, -Infinity];
    for (let i = from; i < to; i++) {
      const value = values[i]!;
      sum += value;
      if (value < min) min = value;
      if (value > max) max = value;
    }
    found.push({ timeNs: (timeNs[from]! + timeNs[to - 1]!) / 2, mean: sum / (to - from), min, max });
  }
  return found;
}

/** How a chart of intervals says what it shows. */
export function intervalsCaption(samples: number, shown: number): string {
  if (samples <= shown) return `${formatCount(samples)} samples at equal distances.`;
  const each = Math.ceil(samples / shown);
  return `${formatCount(samples)} samples at equal distances, ${each} to a point: the line is their mean, the band reaches from the least to the most.`;
}
