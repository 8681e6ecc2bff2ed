import type { KernelConstants } from "../roofline/kernels/constants.ts";
import type { BenchKind } from "./bench-table.ts";
import { type KernelPoint, mfuOf } from "./kernel-point.ts";

/** The columns that the simulator reads; kernel scripts add what they saw of the GPU behind them. */
const HEADERS: Readonly<Record<BenchKind | "allreduce" | "sdpa", string>> = {
  gemm: "m,k,n,latency_us,mfu",
  prefill: "dtype,seq_len,latency_us,mfu",
  decode: "dtype,kv_dtype,batch_size,kv_len,latency_us,mfu",
  allreduce: "impl,ranks,bytes,latency_us",
  sdpa: "heads,batch,seq_len,head_dim,dtype,per_head_us,latency_us,mfu",
};

/** For the manifest of a folder of tables. */
export const TABLE_NOTE =
  "latency_us is what the simulator reads. The mfu column is FLOPs / latency / peak, with 2mkn FLOPs for GEMM, " +
  "2*heads*head_dim*seq_len^2 for causal prefill and 4*heads*head_dim*batch*kv_len for decode.";

/** A table as a CSV file. */
export function tableText(kind: keyof typeof HEADERS, lines: readonly string[]): string {
  return `${[HEADERS[kind], ...lines].join("\n")}\n`;
}

/** Four significant digits, from the latency: a fixed number of decimals loses the small ones, some to zero. */
export function mfuText(point: KernelPoint, us: number, c: KernelConstants): string {
  return String(Number(mfuOf(point, us, c).toPrecision(4)));
}
