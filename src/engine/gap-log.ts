import { GapHistogram, HISTOGRAM_RESOLUTION } from "./gap-histogram.ts";

const CHUNK_PAIRS = 1 << 15;

/**
 * Inter-token gaps as (duration, weight) pairs in order of occurrence; equal neighbours are one pair.
 *
 * Exact up to four million pairs, 67 MB; beyond that they are folded into a histogram, so that memory stays bounded.
 */
export class GapLog {
  static readonly EXACT_PAIRS = 1 << 22;
  // Full chunks are set aside rather than copied into longer arrays, again and again.
  private readonly full: { durations: Float64Array; weights: Float64Array }[] = [];
  private durations = new Float64Array(1024);
  private weights = new Float64Array(1024);
  private length = 0;
  private histogram: GapHistogram | undefined;

  push(durationNs: number, weight: number): void {
    const last = this.length - 1;
    if (last >= 0 && this.durations[last] === durationNs) {
      this.weights[last]! += weight;
      return;
    }
    if (this.length === this.durations.length) this.setAside();
    this.durations[this.length] = durationNs;
    this.weights[this.length] = weight;
    this.length += 1;
  }

  /** All pairs; `resolution` is the relative error of their durations, 0 as long as they are exact. */
  finish(): { durations: Float64Array; weights: Float64Array; resolution: number } {
    if (this.histogram) {
      this.setAside();
      this.fold(this.histogram);
      return { ...this.histogram.pairs(), resolution: HISTOGRAM_RESOLUTION };
    }
    const durations = this.full.map((chunk) => chunk.durations);
    const weights = this.full.map((chunk) => chunk.weights);
    durations.push(this.durations.subarray(0, this.length));
    weights.push(this.weights.subarray(0, this.length));
    return { durations: concatenate(durations), weights: concatenate(weights), resolution: 0 };
  }

  private setAside(): void {
    this.full.push({
      durations: this.durations.subarray(0, this.length),
      weights: this.weights.subarray(0, this.length),
    });
    if (this.full.length * CHUNK_PAIRS >= GapLog.EXACT_PAIRS) {
      this.histogram ??= new GapHistogram();
      this.fold(this.histogram);
    }
    this.durations = new Float64Array(CHUNK_PAIRS);
    this.weights = new Float64Array(CHUNK_PAIRS);
    this.length = 0;
  }

  private fold(histogram: GapHistogram): void {
    for (const { durations, weights } of this.full) {
      for (let i = 0; i < durations.length; i++) histogram.add(durations[i]!, weights[i]!);
    }
    this.full.length = 0;
  }
}

export function concatenate(parts: readonly Float64Array[]): Float64Array {
  if (parts.length === 1) return parts[0]!;
  const whole = new Float64Array(parts.reduce((length, part) => length + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}
