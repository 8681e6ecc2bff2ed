/** Bins per factor of two: a bin is at most 1/4096 = 0.024 % wide. */
const BINS_PER_OCTAVE = 4096;
/** 2^47 ns is 39 hours. */
const OCTAVES = 47;

/** Largest relative distance between a duration and the mean of its bin. */
export const HISTOGRAM_RESOLUTION = 1 / BINS_PER_OCTAVE;

const bits = new DataView(new ArrayBuffer(8));

/** Durations of 1 ns and more in logarithmic bins that keep their exact sums. */
export class GapHistogram {
  private readonly weights = new Float64Array(BINS_PER_OCTAVE * OCTAVES);
  private readonly sums = new Float64Array(BINS_PER_OCTAVE * OCTAVES);

  add(durationNs: number, weight: number): void {
    const bin = Math.min(binOf(durationNs), this.weights.length - 1);
    this.weights[bin]! += weight;
    this.sums[bin]! += weight * durationNs;
  }

  /** Mean duration and weight of each bin that is not empty, ascending. */
  pairs(): { durations: Float64Array; weights: Float64Array } {
    const filled: number[] = [];
    for (let bin = 0; bin < this.weights.length; bin++) if (this.weights[bin]! > 0) filled.push(bin);
    return {
      durations: Float64Array.from(filled, (bin) => this.sums[bin]! / this.weights[bin]!),
      weights: Float64Array.from(filled, (bin) => this.weights[bin]!),
    };
  }
}

/** A double's exponent and the first 12 bits of its mantissa, counted from 1.0: equal steps of its logarithm, nearly. */
function binOf(durationNs: number): number {
  bits.setFloat64(0, durationNs);
  return (bits.getUint32(0) >>> 8) - 1023 * BINS_PER_OCTAVE;
}
