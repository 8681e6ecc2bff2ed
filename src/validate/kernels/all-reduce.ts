import { type AllReduceImpl, allReduceUs } from "../../roofline/kernels/all-reduce.ts";
import { allReduceRegime } from "../../roofline/kernels/regimes.ts";
import { along, MODELLED } from "../../roofline/tables/along.ts";
import { isMeasured } from "../../roofline/tables/kernel-tables.ts";
import type { CsvRow } from "../csv-file.ts";
import { textbookAllReduceUs } from "../textbook.ts";
import type { KernelOp } from "./kernel-op.ts";

/** Message sizes of serving steps. */
const SERVED = { least: 8 * 2 ** 10, most: 64 * 2 ** 20 };
const ANY_HEADS = { heads: 32, kvHeads: 8, headDim: 128 };

/** A sum over the GPUs of a server: vLLM's own kernel in a CUDA graph, or NCCL. */
export const ALL_REDUCE: KernelOp = {
  name: "allreduce",
  columns: ["impl", "ranks", "bytes", "latency_us"],
  measured: "latency_us",
  predictor({ constants, tables }) {
    const table = tables?.(ANY_HEADS).allReduce;
    return (row) => {
      const impl = implOf(row);
      const ranks = row.count("ranks", 2);
      if (ranks > 8) row.refuse("ranks", "must be at most 8, the GPUs of a server");
      const bytes = row.count("bytes");
      const analytic = (size: number) => allReduceUs(ranks, size, impl, constants);
      const series = table && isMeasured(table.source) ? table.series.get(`${impl}/${ranks}`) : undefined;
      const price = series ? along(series, analytic)(bytes) : { us: analytic(bytes), provenance: MODELLED };
      const served = bytes >= SERVED.least && bytes <= SERVED.most;
      return {
        ...price,
        baselineUs: textbookAllReduceUs(ranks, bytes, constants.chip),
        regime: allReduceRegime(bytes, impl === "nccl" ? "nccl" : "custom", constants),
        groups: { impl, tp: String(ranks), size: served ? "8 KB to 64 MB" : "beyond" },
        label: `${impl} ${ranks} ranks ${bytes} bytes`,
      };
    };
  },
};

function implOf(row: CsvRow): AllReduceImpl {
  const text = row.text("impl").toLowerCase();
  if (text.startsWith("nccl")) return "nccl";
  if (text.includes("eager")) return "eager";
  if (text.includes("vllm") || text.includes("custom")) return "custom";
  return row.refuse("impl", "must name NCCL, or vLLM's own all-reduce (custom, in a graph or eager)");
}
