/**
 * State at equally spaced times, a bounded number of them: when the store would overflow every other sample is dropped and the
 * spacing doubled. The times depend on the clock alone, so the samples of several replicas line up.
 */
export class Sampler {
  static readonly CAPACITY = 4096;
  /** Time of the next sample, and the spacing, first 2^10 ns. An array: as fields they would outgrow 31 bits on the way. */
  private readonly clock = Float64Array.of(0, 1024);
  private length = 0;
  private readonly running = new Float64Array(Sampler.CAPACITY);
  private readonly waiting = new Float64Array(Sampler.CAPACITY);
  private readonly kvBlocks = new Float64Array(Sampler.CAPACITY);

  /** A caller may skip `until` while its time is not above this. */
  get nextNs(): number {
    return this.clock[0]!;
  }

  /** The state that has held since the last call holds until `timeNs`, exclusively. */
  until(timeNs: number, running: number, waiting: number, kvBlocks: number): void {
    while (Sampler.CAPACITY * this.clock[1]! < timeNs) this.halve();
    while (this.clock[0]! < timeNs) {
      this.running[this.length] = running;
      this.waiting[this.length] = waiting;
      this.kvBlocks[this.length] = kvBlocks;
      this.length += 1;
      this.clock[0] = this.length * this.clock[1]!;
    }
  }

  get timeNs(): Float64Array {
    const times = new Float64Array(this.length);
    const spacing = this.clock[1]!;
    for (let i = 0; i < times.length; i++) times[i] = i * spacing;
    return times;
  }

  column(name: "running" | "waiting" | "kvBlocks"): Float64Array {
    return this[name].subarray(0, this.length);
  }

  /** Before the store overflows, so that a long time without change is not written out at the old spacing. */
  private halve(): void {
    const half = Math.ceil(this.length / 2);
    for (const column of [this.running, this.waiting, this.kvBlocks]) {
      for (let i = 1; i < half; i++) column[i] = column[2 * i]!;
    }
    this.length = half;
    this.clock[1]! *= 2;
    this.clock[0] = half * this.clock[1]!;
  }
}
