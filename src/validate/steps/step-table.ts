import { type CsvFile, type CsvRow, requireColumns } from "../csv-file.ts";
import type { StepSample } from "./step-sample.ts";

export const STEP_COLUMNS = ["model", "tp", "kind", "new_tokens", "batch", "kv_len", "step_us"];

/** `prefill...` is `batch` prompts of new_tokens after kv_len, `mixed` one prompt of new_tokens beside decodes. */
export function samplesOfTable(table: CsvFile): StepSample[] {
  requireColumns(table, STEP_COLUMNS);
  return table.rows.map((row) => {
    const gpu = row.text("gpu");
    return {
      ...workOf(row),
      ...{ line: row.line, model: row.text("model"), tp: row.count("tp") },
      ...(gpu === "" ? {} : { gpu }),
    };
  });
}

function workOf(row: CsvRow): Pick<StepSample, "chunks" | "decodes" | "decodeContext" | "measuredUs"> {
  const kind = row.text("kind");
  const batch = row.count("batch");
  const context = row.count("kv_len", 0);
  const measuredUs = row.number("step_us", { above: 0 });
  const decodes = { decodes: batch, decodeContext: batch * context };
  if (kind === "decode") return { chunks: [], ...decodes, measuredUs };
  const tokens = row.count("new_tokens");
  if (kind === "mixed") return { chunks: [{ tokens, context: 0 }], ...decodes, measuredUs };
  if (!kind.startsWith("prefill")) row.refuse("kind", "must be decode, mixed or a kind of prefill");
  return { chunks: Array(batch).fill({ tokens, context }), decodes: 0, decodeContext: 0, measuredUs };
}
