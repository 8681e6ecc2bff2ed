import { prefillFlops } from "../roofline/kernels/bounds.ts";
import type { KernelConstants } from "../roofline/kernels/constants.ts";
import { decodeAttentionUs } from "../roofline/kernels/decode-attention.ts";
import { gemmUs } from "../roofline/kernels/gemm.ts";
import { prefillAttentionUs } from "../roofline/kernels/prefill-attention.ts";
import type { GemmSite } from "./gemm-sites.ts";
import {
  BENCH_SHAPES,
  type BenchShape,
  DECODE_BATCHES,
  DECODE_TP,
  decodeKvLengths,
  GEMM_ROWS,
  PREFILL_LENGTHS,
} from "./sweeps.ts";

/** A table to be written: path relative to the GPU's folder, text, kind. */
export interface SyntheticFile {
  readonly path: string;
  readonly text: string;
  readonly kind: "gemm" | "prefill" | "decode";
}

/** KV cache elements are bf16 in these tables. */
const KV_BYTES = 2;

/** The 25 tables of a GPU, every row priced by the analytic kernel model. Same input, same bytes. */
export function synthTables(c: KernelConstants, sites: readonly GemmSite[]): SyntheticFile[] {
  const files: SyntheticFile[] = [{ path: "gemm/data.csv", text: gemmCsv(c, sites), kind: "gemm" }];
  for (const shape of BENCH_SHAPES) {
    const name = `${shape.heads}-${shape.kvHeads}-${shape.headDim}`;
    files.push({ path: `mha/prefill/${name}.csv`, text: prefillCsv(c, shape), kind: "prefill" });
    for (const tp of DECODE_TP) {
      const rank = { ...shape, heads: shape.heads / tp, kvHeads: Math.max(1, shape.kvHeads / tp) };
      files.push({ path: `mha/decode/${name}-tp${tp}.csv`, text: decodeCsv(c, rank), kind: "decode" });
    }
  }
  return files;
}

function gemmCsv(c: KernelConstants, sites: readonly GemmSite[]): string {
  const rows = sites.flatMap(({ k, n }) =>
    GEMM_ROWS.map((m) => {
      const us = gemmUs(m, k, n, "bf16", c);
      return `${m},${k},${n},${time(us)},${mfu(2 * m * k * n, us, c)}`;
    }),
  );
  return csv("m,k,n,latency_us,mfu", rows);
}

/** The mfu column counts causal FLOPs: half of the full square. */
function prefillCsv(c: KernelConstants, { heads, kvHeads, headDim }: BenchShape): string {
  const rows = PREFILL_LENGTHS.map((length) => {
    const us = prefillAttentionUs(heads, kvHeads, headDim, [length], [0], 1, c);
    return `bf16,${length},${time(us)},${mfu(prefillFlops(heads, headDim, length, 0), us, c)}`;
  });
  return csv("dtype,seq_len,latency_us,mfu", rows);
}

function decodeCsv(c: KernelConstants, { heads, kvHeads, headDim }: BenchShape): string {
  const rows = DECODE_BATCHES.flatMap((batch) =>
    decodeKvLengths(batch).map((kv) => {
      const us = decodeAttentionUs(heads, kvHeads, headDim, batch, batch * kv, KV_BYTES, c);
      return `bf16,bf16,${batch},${kv},${time(us)},${mfu(4 * heads * headDim * batch * kv, us, c)}`;
    }),
  );
  return csv("dtype,kv_dtype,batch_size,kv_len,latency_us,mfu", rows);
}

/** Whole nanoseconds, as a timer would give. */
function time(us: number): string {
  return us.toFixed(3);
}

/** Four significant digits: a fixed number of decimals loses the small ones. */
function mfu(flops: number, us: number, c: KernelConstants): string {
  return String(Number((flops / (us * 1e-6) / c.chip.bf16FlopsPerS).toPrecision(4)));
}

function csv(header: string, rows: readonly string[]): string {
  return `${[header, ...rows].join("\n")}\n`;
}
