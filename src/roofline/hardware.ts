/** What is known of one GPU, as read from hardware_config.json: three independent sections. */
export interface Gpu {
  readonly name: string;
  /** v1's parameters, with every default filled in. */
  readonly calibrated: CalibratedParameters;
  /** The chip itself. Absent in files that hold v1 keys only; v2 and memory planning then refuse, saying so. */
  readonly device?: Device;
  /** v2's fitted constants. Absent: those of the analytic model's defaults are refused too, never guessed. */
  readonly mfu?: MfuParameters;
}

/** The 17 keys of the calibrated roofline (v1), spelled as in the file. */
export interface CalibratedParameters {
  /** Dense peak of the tensor cores, TFLOP/s. */
  readonly TFlopsPeak: number;
  /** Memory peak, TB/s (1e12), and the share of it that is reached. */
  readonly BwPeakTBs: number;
  readonly BwEffConstant: number;
  /** Shares of the peak that GEMMs reach. */
  readonly mfuPrefill: number;
  readonly mfuDecode: number;
  /** Work shrinks by tp to this power. */
  readonly tpScalingExponent: number;
  readonly decodeTpScalingExponent: number;
  /** Per step, us; grows with the batch. */
  readonly TOverheadMicros: number;
  /** Per prefill request, in a pure prefill step and in a mixed one, us. */
  readonly prefillOverheadMicros: number;
  readonly mixedPrefillOverheadMicros: number;
  /** One all-reduce, us; two a layer when tp > 1. */
  readonly allReduceLatency: number;
  readonly mfuPrefillMultiplier: number;
  readonly mfuDecodeMultiplier: number;
  /** Shares of the effective bandwidth. */
  readonly prefillBwFactor: number;
  readonly decodeBwFactor: number;
  /** Attention's rate, as a share of TFlopsPeak. */
  readonly vectorPeakFraction: number;
  /** Per layer and step, us; left out where the next says so. */
  readonly perLayerOverhead: number;
  readonly perLayerOverheadApplies: boolean;
}

/** Data-sheet and start-up-log facts. */
export interface Device {
  /** Dense (no sparsity) peaks, TFLOP/s. fp8 absent: the chip has none. */
  readonly bf16TFlops: number;
  readonly fp8TFlops?: number;
  /** HBM peak, TB/s (1e12). */
  readonly memoryTBs: number;
  /** Memory the driver reports, GiB (2^30). */
  readonly memoryGiB: number;
  readonly sms: number;
  readonly l2MiB: number;
  /** NVLink, GB/s (1e9) each way; absent: PCIe. */
  readonly nvlinkGBs?: number;
}

/** v2's constants that are not in the tables. */
export interface MfuParameters {
  /** Host time visible outside of the GPU's, synchronous scheduling: us a step and us a sequence. */
  readonly hostSyncUs: number;
  readonly hostSyncPerSequenceUs: number;
  /** The same with async scheduling, in versions that have it on by default (vLLM 0.14 and later). */
  readonly hostAsyncUs: number;
  readonly hostAsyncPerSequenceUs: number;
  /** With async scheduling as an option of earlier versions; absent: as in later ones. */
  readonly hostEarlyAsyncUs?: number;
  readonly hostEarlyAsyncPerSequenceUs?: number;
  /** Spread (one standard deviation) of the times at which ranks reach an all-reduce, us; absent: 0. */
  readonly allReduceSkewUs?: number;
  /** Shares of the rates timed alone that kernels without a measured table keep in service; absent: 1. */
  readonly computeEfficiency?: number;
  readonly bandwidthEfficiency?: number;
  /** Before the scheduler sees a request. */
  readonly admissionUs: number;
  readonly admissionPerTokenUs: number;
}
