import { type AllReduceImpl, allReduceUs } from "../kernels/all-reduce.ts";
import type { KernelConstants } from "../kernels/constants.ts";
import { decodeAttentionUs } from "../kernels/decode-attention.ts";
import { gemmUs } from "../kernels/gemm.ts";
import { ALL_REDUCE_CUSTOM, ALL_REDUCE_NCCL } from "../kernels/parameters/all-reduce.ts";
import { DECODE } from "../kernels/parameters/decode.ts";
import { GEMM_BF16 } from "../kernels/parameters/gemm-bf16.ts";
import { GEMM_FP8 } from "../kernels/parameters/gemm-fp8.ts";
import { PREFILL } from "../kernels/parameters/prefill.ts";
import { prefillAttentionUs } from "../kernels/prefill-attention.ts";
import { allReduceRegime, decodeRegime, gemmRegime, prefillRegime } from "../kernels/regimes.ts";
import type { OpFit } from "./fit-op.ts";
import type { AllReduceRow, AttentionRow, GemmRow, Measurements } from "./measurements.ts";

/** KV cache of the measurements: bf16. */
const KV_BYTES = 2;
/** Serving starts here: smaller projections are not in the accuracy goal. */
const LARGE_SITE = 1024;
/** Message sizes of serving steps. */
const SERVED = "8 KB to 64 MB";
const SERVED_BYTES = { least: 8 * 2 ** 10, most: 64 * 2 ** 20 };

const siteOf = ({ k, n }: GemmRow) => `${k}/${n}`;
const shapeOf = ({ heads, kvHeads, headDim }: AttentionRow) => `${heads}/${kvHeads}/${headDim}`;

/** The bf16 GEMM; like every operation here, with the constants of `base` for all that is not being fitted. */
export function gemmBf16Op(rows: Measurements, base: KernelConstants): OpFit<GemmRow, typeof GEMM_BF16> {
  return {
    name: "gemmBf16",
    table: GEMM_BF16,
    rows: rows.gemmBf16,
    groupOf: siteOf,
    model: (bf16) => gemmModel("bf16", { ...base, gemm: { ...base.gemm, bf16 } }),
    subsetsOf: gemmSubsets("bf16", base),
  };
}

export function gemmFp8Op(rows: Measurements, base: KernelConstants): OpFit<GemmRow, typeof GEMM_FP8> {
  return {
    name: "gemmFp8",
    table: GEMM_FP8,
    rows: rows.gemmFp8,
    groupOf: siteOf,
    model: (fp8) => gemmModel("fp8", { ...base, gemm: { ...base.gemm, fp8 } }),
    subsetsOf: gemmSubsets("fp8", base),
  };
}

function gemmModel(dtype: "bf16" | "fp8", c: KernelConstants) {
  return ({ m, k, n }: GemmRow) => gemmUs(m, k, n, dtype, c);
}

function gemmSubsets(dtype: "bf16" | "fp8", c: KernelConstants) {
  return ({ m, k, n }: GemmRow) => {
    const regime = gemmRegime(m, k, n, dtype, c);
    return Math.min(k, n) >= LARGE_SITE ? [regime, "k,n >= 1024"] : [regime];
  };
}

export function prefillOp(rows: Measurements, base: KernelConstants): OpFit<AttentionRow, typeof PREFILL> {
  return {
    name: "prefill",
    table: PREFILL,
    rows: rows.prefill,
    groupOf: shapeOf,
    model: (values) => {
      const c: KernelConstants = { ...base, prefill: values };
      const tokens = new Float64Array(MOST_BATCH);
      const context = new Float64Array(MOST_BATCH);
      return ({ heads, kvHeads, headDim, batch, length }) => {
        tokens.fill(length, 0, batch);
        return prefillAttentionUs(heads, kvHeads, headDim, tokens, context, batch, c);
      };
    },
    subsetsOf: ({ heads, kvHeads, headDim, batch, length }) => [
      prefillRegime(heads, kvHeads, headDim, batch, length, 0, base),
      `head dim ${headDim}`,
    ],
  };
}

export function decodeOp(rows: Measurements, base: KernelConstants): OpFit<AttentionRow, typeof DECODE> {
  return {
    name: "decode",
    table: DECODE,
    rows: rows.decode,
    groupOf: shapeOf,
    model: (values) => {
      const c: KernelConstants = { ...base, decode: values };
      return ({ heads, kvHeads, headDim, batch, length }) =>
        decodeAttentionUs(heads, kvHeads, headDim, batch, batch * length, KV_BYTES, c);
    },
    subsetsOf: ({ heads, kvHeads, headDim, batch, length }) => [
      decodeRegime(heads, kvHeads, headDim, batch * length, KV_BYTES, base),
      `head dim ${headDim}`,
    ],
  };
}

export function allReduceOp<Impl extends "custom" | "nccl">(
  impl: Impl,
  ranks: 2 | 4 | 8,
  rows: Measurements,
  base: KernelConstants,
): OpFit<AllReduceRow, Impl extends "custom" ? typeof ALL_REDUCE_CUSTOM : typeof ALL_REDUCE_NCCL> {
  type Table = Impl extends "custom" ? typeof ALL_REDUCE_CUSTOM : typeof ALL_REDUCE_NCCL;
  const mine = rows.allReduce.filter((row) => row.ranks === ranks && implOf(row) === impl);
  return {
    name: impl === "custom" ? "allReduceCustom" : "allReduceNccl",
    table: (impl === "custom" ? ALL_REDUCE_CUSTOM : ALL_REDUCE_NCCL) as Table,
    rows: mine,
    groupOf: ({ bytes }) => String(bytes),
    model: (values) => {
      const allReduce = { ...base.allReduce, [impl]: { ...base.allReduce[impl], [ranks]: values } };
      const c = { ...base, allReduce } as KernelConstants;
      return ({ bytes }) => allReduceUs(ranks, bytes, impl, c);
    },
    subsetsOf: ({ bytes }) => {
      const served = bytes >= SERVED_BYTES.least && bytes <= SERVED_BYTES.most;
      return [allReduceRegime(bytes, impl, base), ...(served ? [SERVED] : [])];
    },
  };
}

const MOST_BATCH = 256;

function implOf({ impl }: AllReduceRow): AllReduceImpl {
  return impl.startsWith("nccl") ? "nccl" : "custom";
}
