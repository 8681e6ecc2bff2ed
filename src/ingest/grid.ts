import type { GemmSite } from "./gemm-sites.ts";
import { decodePoint, gemmPoint, type KernelPoint, prefillPoint } from "./kernel-point.ts";
import { type BenchShape, DECODE_BATCHES, decodeKvLengths, GEMM_ROWS, PREFILL_LENGTHS } from "./sweeps.ts";

/** Every point of a campaign's tables, in the order of their rows. */

export function gemmGrid(sites: readonly GemmSite[], dtype: "bf16" | "fp8"): KernelPoint[] {
  return sites.flatMap(({ k, n }) => GEMM_ROWS.map((m) => gemmPoint(m, k, n, dtype)));
}

export function prefillGrid(shape: BenchShape): KernelPoint[] {
  return PREFILL_LENGTHS.map((length) => prefillPoint(shape, length));
}

/** `rank`: the shape of one rank. */
export function decodeGrid(rank: BenchShape): KernelPoint[] {
  return DECODE_BATCHES.flatMap((batch) =>
    decodeKvLengths(batch).map((kv) => decodePoint(rank, batch, kv, "bf16")),
  );
}
