import { allReduceUs } from "../roofline/kernels/all-reduce.ts";
import { gemmFloorUs, memoryFloorUs, prefillFlops } from "../roofline/kernels/bounds.ts";
import type { KernelConstants } from "../roofline/kernels/constants.ts";
import { decodeAttentionUs } from "../roofline/kernels/decode-attention.ts";
import { gemmUs } from "../roofline/kernels/gemm.ts";
import { prefillAttentionUs } from "../roofline/kernels/prefill-attention.ts";
import { DTYPE_BYTES } from "../roofline/model-shape.ts";
import type { BenchShape } from "./sweeps.ts";
import type { AllReduceImplementation, SdpaSizes } from "./sweeps-extra.ts";

/** One size of one kernel, and what physics says about it. */
export interface KernelPoint {
  /** The rest of the sizes: points of one series differ in `x` alone. */
  readonly series: string;
  /** Rows, sequence length or KV length. */
  readonly x: number;
  /** The cells that say the size, as they stand first in a row of its table. */
  readonly columns: readonly (string | number)[];
  /** `m 64, k 4096, n 6144`. */
  readonly label: string;
  readonly flops: number;
  /** Element type whose peak bounds it. */
  readonly dtype: "bf16" | "fp8";
  /** What must be read from memory however well caches work: weights, or keys and values. */
  readonly bytes: number;
  /** Memory that its buffers take. */
  readonly footprintBytes: number;
  /** Time by the analytic kernel model. */
  readonly modelUs: (c: KernelConstants) => number;
}

/** C[m,n] = A[m,k] B[k,n]; the result is bf16. */
export function gemmPoint(m: number, k: number, n: number, dtype: "bf16" | "fp8"): KernelPoint {
  const element = DTYPE_BYTES[dtype];
  return {
    series: `k ${k}, n ${n}`,
    x: m,
    columns: [m, k, n],
    label: `m ${m}, k ${k}, n ${n}`,
    flops: 2 * m * k * n,
    dtype,
    bytes: element * k * n,
    footprintBytes: element * k * (m + n) + 2 * m * n,
    modelUs: (c) => gemmUs(m, k, n, dtype, c),
  };
}

/** Causal attention of one whole prompt. FLOPs are those of the lower triangle. */
export function prefillPoint({ heads, kvHeads, headDim }: BenchShape, length: number): KernelPoint {
  const kvBytes = 2 * kvHeads * headDim * 2 * length;
  return {
    series: "",
    x: length,
    columns: ["bf16", length],
    label: `seq_len ${length}`,
    flops: prefillFlops(heads, headDim, length, 0),
    dtype: "bf16",
    bytes: 0,
    footprintBytes: kvBytes + 2 * heads * headDim * 2 * length,
    modelUs: (c) => prefillAttentionUs(heads, kvHeads, headDim, [length], [0], 1, c),
  };
}

/** One new token for each of `batch` sequences with `kv` tokens behind it. */
export function decodePoint(
  { heads, kvHeads, headDim }: BenchShape,
  batch: number,
  kv: number,
  kvDtype: "bf16" | "fp8",
): KernelPoint {
  const element = DTYPE_BYTES[kvDtype];
  const bytes = 2 * kvHeads * headDim * element * batch * kv;
  return {
    series: `batch ${batch}${kvDtype === "bf16" ? "" : `, kv ${kvDtype}`}`,
    x: kv,
    columns: ["bf16", kvDtype, batch, kv],
    label: `batch ${batch}, kv_len ${kv}`,
    flops: 4 * heads * headDim * batch * kv,
    dtype: "bf16",
    bytes,
    footprintBytes: bytes + 4 * heads * headDim * batch,
    modelUs: (c) => decodeAttentionUs(heads, kvHeads, headDim, batch, batch * kv, element, c),
  };
}

/** Summing `bytes` over `ranks` GPUs. */
export function allReducePoint(impl: AllReduceImplementation, ranks: number, bytes: number): KernelPoint {
  return {
    series: `${impl}, ${ranks} ranks`,
    x: bytes,
    columns: [impl, ranks, bytes],
    label: `${impl}, ${ranks} ranks, ${bytes} bytes`,
    flops: 0,
    dtype: "bf16",
    bytes: 0,
    footprintBytes: bytes,
    modelUs: (c) => allReduceUs(ranks, bytes, impl, c),
  };
}

/** Attention without a mask, fp16: queries, keys, values and results cross memory once. */
export function sdpaPoint({ heads, batch, seqLen, headDim }: SdpaSizes): KernelPoint {
  const bytes = 4 * batch * heads * seqLen * headDim * 2;
  const flops = 4 * batch * heads * seqLen ** 2 * headDim;
  return {
    series: `batch ${batch}, seq_len ${seqLen}, head_dim ${headDim}`,
    x: heads,
    columns: [heads, batch, seqLen, headDim, "fp16"],
    label: `${heads} heads`,
    flops,
    dtype: "bf16",
    bytes,
    footprintBytes: bytes,
    // Twice the causal work: the same kernel with every tile.
    modelUs: (c) =>
      2 *
      prefillAttentionUs(heads, heads, headDim, Array(batch).fill(seqLen), Array(batch).fill(0), batch, c),
  };
}

/** Heads of one rank; KV heads are replicated where there are fewer than ranks. */
export function rankShape({ heads, kvHeads, headDim }: BenchShape, tp: number): BenchShape {
  return { heads: heads / tp, kvHeads: Math.max(1, kvHeads / tp), headDim };
}

/** No kernel is faster: all FLOPs at peak, all bytes at the bandwidth of the data sheet. Microseconds. */
export function floorUs({ flops, bytes, dtype }: KernelPoint, c: KernelConstants): number {
  return Math.max(gemmFloorUs(flops / 2, 1, 1, dtype, c), memoryFloorUs(bytes, c));
}

/** Dense FLOP/s of the data sheet; fp16 has the peak of bf16. */
export function peakFlopsPerS(dtype: "bf16" | "fp16" | "fp8", c: KernelConstants): number {
  return dtype === "fp8" ? c.chip.fp8FlopsPerS : c.chip.bf16FlopsPerS;
}

/** Share of the peak that `us` microseconds make of the point. */
export function mfuOf(point: KernelPoint, us: number, c: KernelConstants): number {
  return point.flops / (us * 1e-6) / peakFlopsPerS(point.dtype, c);
}
