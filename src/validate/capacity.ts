import { planMemory } from "../roofline/memory.ts";
import { type CsvFile, requireColumns } from "./csv-file.ts";
import { modelOfRow, type Names } from "./names.ts";
import type { Comparison, Outcome } from "./outcome.ts";

export const CAPACITY_COLUMNS = [
  ...["model", "gpu", "tp", "block_size", "gpu_memory_utilization", "max_num_batched_tokens", "max_num_seqs"],
  "measured_gpu_blocks",
];

/**
 * KV blocks that vLLM reported at start-up, against what memory planning says. A spreadsheet's answer beside it: all
 * the usable memory that weights leave.
 */
export function validateCapacity(table: CsvFile, names: Names): Outcome {
  requireColumns(table, CAPACITY_COLUMNS);
  const comparisons: Comparison[] = [];
  const predictions = table.rows.map((row, index) => {
    const model = modelOfRow(names, row);
    const tp = row.count("tp");
    const blockSize = row.count("block_size");
    const plan = planMemory({
      model,
      gpu: names.gpu(row.text("gpu")),
      tp,
      blockSize,
      gpuMemoryUtilization: row.number("gpu_memory_utilization", { above: 0 }),
      maxNumBatchedTokens: row.count("max_num_batched_tokens"),
      maxNumSeqs: row.count("max_num_seqs"),
    });
    comparisons.push({
      row: index,
      metric: "blocks",
      measured: row.count("measured_gpu_blocks"),
      predicted: plan.kvBlocks,
      baseline: Math.max(0, Math.floor((plan.usableBytes - plan.weightBytes) / plan.kvBytesPerBlock)),
      groups: { tp: String(tp), model: model.name },
      label: `${model.name} tp ${tp}`,
    });
    return {
      ...(row.has("measured_kv_tokens") ? { measured_kv_tokens: plan.kvBlocks * blockSize } : {}),
      measured_gpu_blocks: plan.kvBlocks,
      provenance: "modelled",
    };
  });
  const [op, unit, primary] = ["KV blocks", "blocks", "blocks"];
  return { kind: "capacity", op, table, unit, primary, comparisons, skipped: [], predictions, notes: [] };
}
