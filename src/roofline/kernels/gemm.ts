import { gemmFloorUs } from "./bounds.ts";
import type { KernelConstants } from "./constants.ts";

/**
 * Time of C[m,n] = A[m,k] B[k,n] in microseconds. FP8 includes the dynamic quantisation of the activations.
 */
export function gemmUs(m: number, k: number, n: number, dtype: "bf16" | "fp8", c: KernelConstants): number {
  const { computeUtilisation, memoryUtilisation, floorUs } = c.gemm[dtype];
  const bytesPerElement = dtype === "fp8" ? 1 : 2;
  const peak = dtype === "fp8" ? c.chip.fp8FlopsPerS : c.chip.bf16FlopsPerS;
  const computeS = (2 * m * k * n) / (peak * computeUtilisation);
  const bytes = bytesPerElement * k * (m + n) + 2 * m * n;
  const memoryS = bytes / (c.chip.memoryBytesPerS * memoryUtilisation);
  return Math.max(gemmFloorUs(m, k, n, dtype, c), Math.max(computeS, memoryS) * 1e6 + floorUs);
}
