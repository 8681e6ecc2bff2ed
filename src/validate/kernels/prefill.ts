import { prefillFlops } from "../../roofline/kernels/bounds.ts";
import type { Chip } from "../../roofline/kernels/constants.ts";
import { prefillRegime } from "../../roofline/kernels/regimes.ts";
import { NO_TABLES } from "../../roofline/tables/kernel-tables.ts";
import { PrefillPrice } from "../../roofline/tables/prefill-price.ts";
import { bucketOf } from "../buckets.ts";
import { textbookUs } from "../textbook.ts";
import { headsOf } from "./heads.ts";
import { type KernelOp, remembered } from "./kernel-op.ts";

const KV_BYTES = 2;

/** Causal prefill attention of `batch` equal sequences, one layer and rank; seq_kv counts the new tokens too. */
export const PREFILL: KernelOp = {
  name: "prefill",
  columns: ["nh", "nkv", "dh", "batch", "seq_q", "seq_kv", "latency_us"],
  measured: "latency_us",
  predictor({ constants, tables }) {
    const prices = remembered((key) => {
      const [heads, kvHeads, headDim] = key.split("-").map(Number) as [number, number, number];
      const shape = { heads, kvHeads, headDim };
      return new PrefillPrice((tables?.(shape) ?? NO_TABLES).prefill, shape, KV_BYTES, constants);
    });
    return (row) => {
      const { heads, kvHeads, headDim } = headsOf(row);
      const [batch, tokens, kv] = [row.count("batch"), row.count("seq_q"), row.count("seq_kv")];
      if (kv < tokens) row.refuse("seq_kv", `must count the ${tokens} new tokens too`);
      const context = kv - tokens;
      const price = prices(`${heads}-${kvHeads}-${headDim}`);
      price.price(new Float64Array(batch).fill(tokens), new Float64Array(batch).fill(context), batch);
      const { us, provenance } = price;
      return {
        us,
        provenance,
        baselineUs: textbookPrefillUs(heads, kvHeads, headDim, batch, tokens, context, constants.chip),
        regime: prefillRegime(heads, kvHeads, headDim, batch, tokens, context, constants),
        groups: { headDim: String(headDim), batch: bucketOf(batch, [1, 8, 64]) },
        label: `${heads}-${kvHeads}-${headDim} batch ${batch} tokens ${tokens} after ${context}`,
      };
    };
  },
};

export function textbookPrefillUs(
  heads: number,
  kvHeads: number,
  headDim: number,
  batch: number,
  tokens: number,
  context: number,
  chip: Chip,
): number {
  const flops = batch * prefillFlops(heads, headDim, tokens, context);
  const bytes = batch * KV_BYTES * headDim * (2 * heads * tokens + 2 * kvHeads * (tokens + context));
  return textbookUs("prefill", flops, bytes, chip);
}
