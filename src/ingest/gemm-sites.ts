import { layerGemms, shardModel } from "../roofline/mfu-shard.ts";
import type { ModelShape } from "../roofline/model-shape.ts";
import { DECODE_TP, GEMM_K, GEMM_N } from "./sweeps.ts";

/** A weight matrix, k rows by n columns. */
export interface GemmSite {
  readonly k: number;
  readonly n: number;
}

/**
 * The weight matrices to time: the plain K x N grid, and those that the given dense models really multiply by on each
 * number of ranks, fused and cut, LM head included. Each once, by k, then n.
 */
export function gemmSites(models: readonly ModelShape[], tps: readonly number[] = DECODE_TP): GemmSite[] {
  const sites = new Map<string, GemmSite>();
  const add = (site: GemmSite) => sites.set(`${site.k}x${site.n}`, site);
  for (const k of GEMM_K) for (const n of GEMM_N) add({ k, n });
  for (const model of models) {
    if (model.moe !== undefined || model.mla !== undefined) continue;
    for (const tp of tps) {
      const shard = shardModel(model, tp);
      for (const site of layerGemms(shard)) add(site);
      add({ k: shard.hidden, n: shard.vocab });
    }
  }
  return [...sites.values()].sort((a, b) => a.k - b.k || a.n - b.n);
}
