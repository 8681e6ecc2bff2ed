import { gemmBytes } from "../../roofline/kernels/bounds.ts";
import { gemmRegime } from "../../roofline/kernels/regimes.ts";
import { type GemmByRows, gemmPrice } from "../../roofline/tables/gemm-price.ts";
import { bucketOf } from "../buckets.ts";
import type { CsvRow } from "../csv-file.ts";
import { textbookUs } from "../textbook.ts";
import type { KernelOp } from "./kernel-op.ts";

/** Rows up to here are taken for decode batches by the textbook. */
const DECODE_ROWS = 256;
/** Sites of the accuracy goal: serving has few smaller ones. */
const LARGE_SITE = 1024;
/** GEMM tables do not depend on heads; this only asks for the folder. */
const ANY_HEADS = { heads: 32, kvHeads: 8, headDim: 128 };

/** C[m,n] = A[m,k] B[k,n]; an FP8 row includes the dynamic quantisation of A. */
export const GEMM: KernelOp = {
  name: "gemm",
  columns: ["m", "k", "n", "latency_us"],
  measured: "latency_us",
  predictor({ constants, tables }) {
    const loaded = tables?.(ANY_HEADS);
    const sites = new Map<string, GemmByRows>();
    return (row) => {
      const [m, k, n] = [row.count("m"), row.count("k"), row.count("n")];
      const dtype = gemmDtype(row);
      const site = `${dtype} ${k}x${n}`;
      const table = dtype === "fp8" ? loaded?.gemmFp8 : loaded?.gemmBf16;
      const price = sites.get(site) ?? gemmPrice(table, k, n, dtype, constants);
      sites.set(site, price);
      const { us, provenance } = price(m);
      const phase = m <= DECODE_ROWS ? "decode" : "prefill";
      return {
        us,
        provenance,
        baselineUs: textbookUs(phase, 2 * m * k * n, gemmBytes(m, k, n, dtype), constants.chip, dtype),
        regime: gemmRegime(m, k, n, dtype, constants),
        groups: {
          site: Math.min(k, n) >= LARGE_SITE ? "k, n >= 1024" : "smaller",
          rows: bucketOf(m, [16, 128, 1024, 8192]),
        },
        label: `${dtype} m ${m} k ${k} n ${n}`,
      };
    };
  },
};

function gemmDtype(row: CsvRow): "bf16" | "fp8" {
  const text = row.text("dtype").toLowerCase();
  if (/^(bf16|fp16|bfloat16|float16)$/.test(text)) return "bf16";
  if (text.startsWith("fp8")) return "fp8";
  return row.has("dtype")
    ? row.refuse("dtype", "must be bf16, fp16 or fp8")
    : row.refuse("dtype", "is missing", "Add a dtype column with bf16 or fp8");
}
