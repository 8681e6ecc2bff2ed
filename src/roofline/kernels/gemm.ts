import { gemmBytes, gemmFloorUs, memoryFloorUs } from "./bounds.ts";
import type { KernelConstants } from "./constants.ts";
import { gemmBf16Us } from "./gemm-bf16.ts";
import { gemmFp8Us } from "./gemm-fp8.ts";

/**
 * Time of C[m,n] = A[m,k] B[k,n] inside a CUDA graph, microseconds. FP8 includes the dynamic quantisation of A.
 * Never below all FLOPs at peak or all operands once at peak bandwidth.
 *
 * @throws RangeError for FP8 on a chip without FP8 tensor cores
 */
export function gemmUs(m: number, k: number, n: number, dtype: "bf16" | "fp8", c: KernelConstants): number {
  if (dtype === "fp8" && c.chip.fp8FlopsPerS === 0) {
    throw new RangeError(`${c.gpu} has no FP8 tensor cores: an FP8 GEMM has no price on it`);
  }
  const us = dtype === "fp8" ? gemmFp8Us(m, k, n, c) : gemmBf16Us(m, k, n, c);
  return Math.max(us, gemmFloorUs(m, k, n, dtype, c), memoryFloorUs(gemmBytes(m, k, n, dtype), c));
}
