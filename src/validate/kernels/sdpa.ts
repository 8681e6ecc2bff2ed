import { prefillAttentionUs } from "../../roofline/kernels/prefill-attention.ts";
import { prefillRegime } from "../../roofline/kernels/regimes.ts";
import { MODELLED } from "../../roofline/tables/along.ts";
import { bucketOf } from "../buckets.ts";
import type { KernelOp } from "./kernel-op.ts";
import { textbookPrefillUs } from "./prefill.ts";

/**
 * PyTorch's scaled dot-product attention without a mask, time over heads. Every token sees the whole sequence: as many
 * FLOPs as a chunk of T tokens after T/2 cached ones.
 */
export const SDPA: KernelOp = {
  name: "sdpa",
  columns: ["heads", "batch", "seq_len", "head_dim", "per_head_us"],
  measured: "per_head_us",
  notes: [
    "PyTorch's kernel is not vLLM's, which the model describes: its error here says little about serving",
  ],
  predictor({ constants }) {
    return (row) => {
      const [heads, batch, tokens] = [row.count("heads"), row.count("batch"), row.count("seq_len")];
      const headDim = row.count("head_dim");
      const fill = (value: number) => new Float64Array(batch).fill(value);
      const us = prefillAttentionUs(heads, heads, headDim, fill(tokens), fill(tokens / 2), batch, constants);
      const baseline = textbookPrefillUs(heads, heads, headDim, batch, tokens, tokens / 2, constants.chip);
      return {
        us: us / heads,
        provenance: MODELLED,
        baselineUs: baseline / heads,
        regime: prefillRegime(heads, heads, headDim, batch, tokens, tokens / 2, constants),
        groups: { headDim: String(headDim), batch: bucketOf(batch, [1, 8, 64]) },
        label: `${heads} heads of ${headDim}, batch ${batch}, ${tokens} tokens`,
      };
    };
  },
};
