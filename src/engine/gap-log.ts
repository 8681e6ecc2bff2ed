import { GapHistogram, HISTOGRAM_RESOLUTION } from "./gap-histogram.ts";

interface Chunk {
  /** In four bytes each where all of them fit. */
  readonly durations: Uint32Array | Float64Array;
  readonly weights: Uint32Array;
}

interface Gaps {
  readonly durations: Float64Array;
  readonly weights: Float64Array;
  readonly resolution: number;
}

const CHUNK_PAIRS = 1 << 15;
/** Nanoseconds: 4.29 s. */
const MOST_IN_FOUR_BYTES = 2 ** 32 - 1;

/**
 * Inter-token gaps as (duration, weight) pairs in order of occurrence; equal neighbours are one pair.
 *
 * Exact up to four million pairs, 34 MB; beyond that they are folded into a histogram, so that memory stays bounded.
 */
export class GapLog {
  static readonly EXACT_PAIRS = 1 << 22;
  // Full chunks are set aside rather than copied into longer arrays, again and again.
  private readonly full: Chunk[] = [];
  private durations: Chunk["durations"] = new Uint32Array(1024);
  private weights = new Uint32Array(1024);
  private length = 0;
  private histogram: GapHistogram | undefined;

  push(durationNs: number, weight: number): void {
    const last = this.length - 1;
    if (last >= 0 && this.durations[last] === durationNs) {
      const joined = this.weights[last]! + weight;
      if (joined <= MOST_IN_FOUR_BYTES) {
        this.weights[last] = joined;
        return;
      }
    }
    if (this.length === this.durations.length) this.setAside();
    if (durationNs > MOST_IN_FOUR_BYTES && this.durations instanceof Uint32Array) {
      this.durations = Float64Array.from(this.durations);
    }
    this.durations[this.length] = durationNs;
    this.weights[this.length] = weight;
    this.length += 1;
  }

  /** All pairs; `resolution` is the relative error of their durations, 0 as long as they are exact. */
  finish(): Gaps {
    if (this.histogram) {
      this.setAside();
      this.fold(this.histogram);
      return { ...this.histogram.pairs(), resolution: HISTOGRAM_RESOLUTION };
    }
    const chunks = [...this.full, this.filled()];
    return {
      durations: concatenate(chunks.map(({ durations }) => durations)),
      weights: concatenate(chunks.map(({ weights }) => weights)),
      resolution: 0,
    };
  }

  private filled(): Chunk {
    return {
      durations: this.durations.subarray(0, this.length),
      weights: this.weights.subarray(0, this.length),
    };
  }

  private setAside(): void {
    this.full.push(this.filled());
    if (this.full.length * CHUNK_PAIRS >= GapLog.EXACT_PAIRS) {
      this.histogram ??= new GapHistogram();
      this.fold(this.histogram);
    }
    this.durations = new Uint32Array(CHUNK_PAIRS);
    this.weights = new Uint32Array(CHUNK_PAIRS);
    this.length = 0;
  }

  private fold(histogram: GapHistogram): void {
    for (const { durations, weights } of this.full) {
      for (let i = 0; i < durations.length; i++) histogram.add(durations[i]!, weights[i]!);
    }
    this.full.length = 0;
  }
}

export function concatenate(parts: readonly (Float64Array | Uint32Array)[]): Float64Array {
  const [only] = parts;
  if (parts.length === 1 && only instanceof Float64Array) return only;
  const whole = new Float64Array(parts.reduce((length, part) => length + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}
