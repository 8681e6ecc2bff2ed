/**
 * State at equally spaced times, a bounded number of them: when the store is full every other sample is dropped and the
 * spacing doubled. The times depend on the clock alone, so the samples of several replicas line up.
 */
export class Sampler {
  static readonly CAPACITY = 4096;
  /** First spacing: 2^10 ns. */
  private strideNs = 1024;
  private length = 0;
  /** Time of the next sample. A caller may skip `until` while its time is not above this. */
  nextNs = 0;
  private readonly running = new Float64Array(Sampler.CAPACITY);
  private readonly waiting = new Float64Array(Sampler.CAPACITY);
  private readonly kvBlocks = new Float64Array(Sampler.CAPACITY);

  /** The state that has held since the last call holds until `timeNs`, exclusively. */
  until(timeNs: number, running: number, waiting: number, kvBlocks: number): void {
    while (this.nextNs < timeNs) {
      if (this.length === Sampler.CAPACITY) {
        this.halve();
        continue;
      }
      this.running[this.length] = running;
      this.waiting[this.length] = waiting;
      this.kvBlocks[this.length] = kvBlocks;
      this.length += 1;
      this.nextNs = this.length * this.strideNs;
    }
  }

  get timeNs(): Float64Array {
    return Float64Array.from({ length: this.length }, (_, i) => i * this.strideNs);
  }

  column(name: "running" | "waiting" | "kvBlocks"): Float64Array {
    return this[name].subarray(0, this.length);
  }

  private halve(): void {
    const half = Sampler.CAPACITY / 2;
    for (const column of [this.running, this.waiting, this.kvBlocks]) {
      for (let i = 0; i < half; i++) column[i] = column[2 * i]!;
    }
    this.length = half;
    this.strideNs *= 2;
    this.nextNs = half * this.strideNs;
  }
}
