import type { MfuParameters } from "../roofline/hardware.ts";
import type { KernelConstants } from "../roofline/kernels/constants.ts";
import { inServing } from "../roofline/kernels/in-serving.ts";

/** The constants of kernels timed alone, at a share of their rates: what a serving step does to caches and launches is left out. */
export function atEfficiency(c: KernelConstants, mfu: MfuParameters | undefined): KernelConstants {
  const { computeEfficiency = 1, bandwidthEfficiency = 1 } = mfu ?? {};
  const { gemm, prefill, decode } = inServing(c, {
    fp8LargeTiles: c.fp8LargeTiles ?? true,
    computeEfficiency,
    bandwidthEfficiency,
  });
  const { launchUs, quantiseRowUs, quantiseBytesPerUs } = c.gemm.fp8;
  const memoryUtilisation = c.gemm.fp8.memoryUtilisation * bandwidthEfficiency;
  return {
    ...c,
    gemm: {
      bf16: gemm.bf16,
      fp8: { ...gemm.fp8, launchUs, quantiseRowUs, quantiseBytesPerUs, memoryUtilisation },
    },
    prefill,
    decode: { ...decode, l2Share: c.decode.l2Share },
  };
}
