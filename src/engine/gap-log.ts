import { GapHistogram, HISTOGRAM_RESOLUTION } from "./gap-histogram.ts";

/** Whole numbers, in four bytes each where all of them fit. */
export type WholeNumbers = Uint32Array | Float64Array;

interface Chunk {
  readonly durations: WholeNumbers;
  readonly weights: WholeNumbers;
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
  private durations: WholeNumbers = new Uint32Array(1024);
  private weights: WholeNumbers = new Uint32Array(1024);
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
  finish(): Chunk & { readonly resolution: number } {
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

/** In four bytes each where all parts are. */
export function concatenate(parts: readonly WholeNumbers[]): WholeNumbers {
  if (parts.length === 1) return parts[0]!;
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  const short = parts.every((part) => part instanceof Uint32Array);
  const whole = short ? new Uint32Array(length) : new Float64Array(length);
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}
