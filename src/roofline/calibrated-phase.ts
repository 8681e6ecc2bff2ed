import type { DenseWork } from "./flops.ts";
import type { CalibratedParameters } from "./hardware.ts";

interface PhaseRates {
  /** Share of the tensor-core peak that GEMMs reach, multiplier included. */
  readonly mfu: number;
  /** Share of the effective bandwidth. */
  readonly bandwidthFactor: number;
  /** What tensor parallelism divides compute and bytes by. */
  readonly computeSpeedup: number;
  readonly memorySpeedup: number;
}

/** One phase of a v1 step, prefill or decode: the longer of compute and memory time. Holds its last result. */
export class CalibratedPhase {
  /** GEMM time when compute decides, the memory time when that does; us. */
  gemmUs = 0;
  /** Attention time when compute decides, else 0; us. */
  attentionUs = 0;
  private readonly gemmUsPerToken: number;
  private readonly attentionUsPerPair: number;
  private readonly weightsUs: number;
  private readonly usPerByte: number;

  constructor(work: DenseWork, p: CalibratedParameters, rates: PhaseRates) {
    const peakFlopsPerUs = (p.TFlopsPeak * 1e12) / 1e6;
    const bytesPerUs = (p.BwPeakTBs * 1e12 * p.BwEffConstant * rates.bandwidthFactor) / 1e6;
    this.gemmUsPerToken = work.gemmFlopsPerToken / (rates.computeSpeedup * peakFlopsPerUs * rates.mfu);
    this.attentionUsPerPair =
      work.attentionFlopsPerTokenPair / (rates.computeSpeedup * peakFlopsPerUs * p.vectorPeakFraction);
    this.usPerByte = 1 / (rates.memorySpeedup * bytesPerUs);
    this.weightsUs = work.weightBytes * this.usPerByte;
  }

  /** @param pairs new tokens times the context each sees, summed; `bytes` are those beside the weights. */
  run(tokens: number, pairs: number, bytes: number): void {
    const gemmUs = tokens * this.gemmUsPerToken;
    const attentionUs = pairs * this.attentionUsPerPair;
    const memoryUs = this.weightsUs + bytes * this.usPerByte;
    const computeBound = gemmUs + attentionUs >= memoryUs;
    this.gemmUs = computeBound ? gemmUs : memoryUs;
    this.attentionUs = computeBound ? attentionUs : 0;
  }
}
