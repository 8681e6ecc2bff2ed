/** Inter-token gaps as (duration, weight) pairs in order of occurrence; equal neighbours are one pair. */
export class GapLog {
  private durations = new Float64Array(256);
  private weights = new Float64Array(256);
  private length = 0;

  push(durationNs: number, weight: number): void {
    const last = this.length - 1;
    if (last >= 0 && this.durations[last] === durationNs) {
      this.weights[last]! += weight;
      return;
    }
    if (this.length === this.durations.length) this.grow();
    this.durations[this.length] = durationNs;
    this.weights[this.length] = weight;
    this.length += 1;
  }

  get durationNs(): Float64Array {
    return this.durations.subarray(0, this.length);
  }

  get weight(): Float64Array {
    return this.weights.subarray(0, this.length);
  }

  private grow(): void {
    const durations = new Float64Array(this.length * 2);
    const weights = new Float64Array(this.length * 2);
    durations.set(this.durations);
    weights.set(this.weights);
    this.durations = durations;
    this.weights = weights;
  }
}
