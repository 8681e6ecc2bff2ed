import { decodeRegime } from "../../roofline/kernels/regimes.ts";
import type { DecodeCurve } from "../../roofline/tables/decode-curve.ts";
import { DecodePrice } from "../../roofline/tables/decode-price.ts";
import { NO_TABLES } from "../../roofline/tables/kernel-tables.ts";
import { bucketOf } from "../buckets.ts";
import type { CsvRow } from "../csv-file.ts";
import { textbookUs } from "../textbook.ts";
import { headsOf } from "./heads.ts";
import { type KernelOp, remembered } from "./kernel-op.ts";

/** Decode attention, one new token a sequence, one layer and rank, in a CUDA graph. */
export const DECODE: KernelOp = {
  name: "decode",
  columns: ["nh", "nkv", "dh", "batch", "kv_len", "latency_us"],
  measured: "latency_us",
  predictor({ constants, tables }) {
    const prices = remembered((key) => {
      const [heads, kvHeads, headDim, bytes] = key.split("-").map(Number) as [number, number, number, number];
      const shape = { heads, kvHeads, headDim };
      const loaded = (tables?.(shape) ?? NO_TABLES).decode;
      return new DecodePrice(loaded, shape, bytes === 1 ? "fp8" : "bf16", bytes, constants);
    });
    const curves = new Map<string, DecodeCurve>();
    return (row) => {
      const { heads, kvHeads, headDim } = headsOf(row);
      const [batch, kv] = [row.count("batch"), row.count("kv_len")];
      const bytes = kvBytes(row);
      const key = `${heads}-${kvHeads}-${headDim}-${bytes}`;
      const curve = curves.get(`${key} ${batch}`) ?? prices(key).curve(batch);
      curves.set(`${key} ${batch}`, curve);
      curve.price(batch * kv);
      const flops = 4 * heads * headDim * batch * kv;
      return {
        us: curve.us,
        provenance: curve.provenance,
        baselineUs: textbookUs("decode", flops, 2 * kvHeads * headDim * bytes * batch * kv, constants.chip),
        regime: decodeRegime(heads, kvHeads, headDim, batch * kv, bytes, constants),
        groups: { headDim: String(headDim), batch: bucketOf(batch, [1, 8, 64, 512]) },
        label: `${heads}-${kvHeads}-${headDim} batch ${batch} KV ${kv}`,
      };
    };
  },
};

function kvBytes(row: CsvRow): 1 | 2 {
  const text = row.text("kv_dtype").toLowerCase();
  if (text === "" || /^(bf16|fp16|bfloat16|float16|auto)$/.test(text)) return 2;
  return text.startsWith("fp8") ? 1 : row.refuse("kv_dtype", "must be bf16, fp16 or fp8");
}
