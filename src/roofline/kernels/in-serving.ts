import { coldCache, type KernelConstants } from "./constants.ts";

/** How a serving step runs its kernels, where that differs from timing each of them alone. */
export interface ServingConditions {
  /** Whether FP8 GEMMs take the larger tiles from 8192 rows on. */
  readonly fp8LargeTiles: boolean;
  /** Shares of the compute and memory rates timed alone that kernels keep in a serving step; at most 1. */
  readonly computeEfficiency: number;
  readonly bandwidthEfficiency: number;
}

/**
 * Constants of the kernels as a serving step runs them:
 *
 * - no KV is still in L2 from the call before;
 * - FP8 activations are quantised by the kernel before: vLLM v1 compiles the model with TorchInductor, which fuses
 *   quantisation into the norms and the gated activation. What was timed alone holds a second launch and a pass over
 *   the activations, so launch and bandwidth are those of the bf16 GEMM, which streams its weights from the same
 *   memory;
 * - rates are those timed alone, times the shares measured in service.
 *
 * @throws RangeError for a share that is no share, or that would pass a peak
 */
export function inServing(c: KernelConstants, conditions: ServingConditions): KernelConstants {
  const { fp8LargeTiles, computeEfficiency, bandwidthEfficiency } = conditions;
  const compute = share("computeEfficiency", computeEfficiency);
  const bandwidth = share("bandwidthEfficiency", bandwidthEfficiency);
  const cold = coldCache(c);
  const { bf16, fp8 } = c.gemm;
  const { prefill, decode } = cold;
  return {
    ...cold,
    fp8LargeTiles,
    gemm: {
      bf16: {
        ...bf16,
        computeUtilisation: bf16.computeUtilisation * compute,
        memoryUtilisation: bf16.memoryUtilisation * bandwidth,
      },
      fp8: {
        ...fp8,
        launchUs: Math.min(fp8.launchUs, bf16.launchUs),
        quantiseRowUs: 0,
        quantiseBytesPerUs: Number.POSITIVE_INFINITY,
        smallUtilisation: fp8.smallUtilisation * compute,
        mediumUtilisation: fp8.mediumUtilisation * compute,
        largeUtilisation: fp8.largeUtilisation * compute,
        hugeUtilisation: fp8.hugeUtilisation * compute,
        operandBytesPerUsPerSm: fp8.operandBytesPerUsPerSm * compute,
        memoryUtilisation: Math.max(fp8.memoryUtilisation, bf16.memoryUtilisation) * bandwidth,
      },
    },
    prefill: {
      ...prefill,
      utilisation64: prefill.utilisation64 * compute,
      utilisation128: prefill.utilisation128 * compute,
      memoryUtilisation: prefill.memoryUtilisation * bandwidth,
    },
    decode: { ...decode, memoryUtilisation: decode.memoryUtilisation * bandwidth },
  };
}

function share(name: string, value: number): number {
  if (value > 0 && value <= 1) return value;
  throw new RangeError(`${name} must be above 0 and at most 1, got ${value}`);
}
