import { shardModel } from "../roofline/mfu-shard.ts";
import type { ModelShape } from "../roofline/model-shape.ts";
import { DECODE_TP, GEMM_K, GEMM_N } from "./sweeps.ts";

/** A weight matrix, k rows by n columns. */
export interface GemmSite {
  readonly k: number;
  readonly n: number;
}

/**
 * The weight matrices to time: the plain K x N grid, and the bf16 ones that the given models really multiply by on
 * each number of ranks, fused and cut, LM head included. Each once, by k, then n.
 */
export function gemmSites(models: readonly ModelShape[], tps: readonly number[] = DECODE_TP): GemmSite[] {
  const sites = new Map<string, GemmSite>();
  const add = ({ k, n }: GemmSite) => sites.set(`${k}x${n}`, { k, n });
  for (const k of GEMM_K) for (const n of GEMM_N) add({ k, n });
  for (const model of models) {
    for (const tp of tps) {
      const { groups, hidden, vocab } = shardModel(model, tp);
      for (const { gemms } of groups) for (const gemm of gemms) if (gemm.dtype === "bf16") add(gemm);
      add({ k: hidden, n: vocab });
    }
  }
  return [...sites.values()].sort((a, b) => a.k - b.k || a.n - b.n);
}
