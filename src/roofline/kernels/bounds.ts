import type { KernelConstants } from "./constants.ts";

/** Least time of 2mkn FLOPs at the tensor cores' data-sheet peak, microseconds. */
export function gemmFloorUs(
  m: number,
  k: number,
  n: number,
  dtype: "bf16" | "fp8",
  c: KernelConstants,
): number {
  const peak = dtype === "fp8" ? c.chip.fp8FlopsPerS : c.chip.bf16FlopsPerS;
  return ((2 * m * k * n) / peak) * 1e6;
}

/** Least bytes that C[m,n] = A[m,k] B[k,n] moves: A, which is bf16 until quantised, B and the bf16 C, once each. */
export function gemmBytes(m: number, k: number, n: number, dtype: "bf16" | "fp8"): number {
  return 2 * m * (k + n) + (dtype === "fp8" ? 1 : 2) * k * n;
}

/** Least time to read or write `bytes` of HBM at the data-sheet peak, microseconds. */
export function memoryFloorUs(bytes: number, c: KernelConstants): number {
  return (bytes / c.chip.memoryBytesPerS) * 1e6;
}

/** FLOPs of causal attention: each of T new tokens sees s cached ones and, on average, half of the new. */
export function prefillFlops(heads: number, headDim: number, tokens: number, context: number): number {
  return 4 * heads * headDim * tokens * (context + tokens / 2);
}
