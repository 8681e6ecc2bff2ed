const CHUNK_PAIRS = 1 << 15;

/** Inter-token gaps as (duration, weight) pairs in order of occurrence; equal neighbours are one pair. */
export class GapLog {
  // Full chunks are set aside rather than copied into longer arrays, again and again.
  private readonly full: { durations: Float64Array; weights: Float64Array }[] = [];
  private durations = new Float64Array(1024);
  private weights = new Float64Array(1024);
  private length = 0;

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

  get durationNs(): Float64Array {
    return concatenate([
      ...this.full.map((chunk) => chunk.durations),
      this.durations.subarray(0, this.length),
    ]);
  }

  get weight(): Float64Array {
    return concatenate([...this.full.map((chunk) => chunk.weights), this.weights.subarray(0, this.length)]);
  }

  private setAside(): void {
    this.full.push({ durations: this.durations, weights: this.weights });
    this.durations = new Float64Array(CHUNK_PAIRS);
    this.weights = new Float64Array(CHUNK_PAIRS);
    this.length = 0;
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
