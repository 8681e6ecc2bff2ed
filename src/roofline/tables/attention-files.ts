import { UserError } from "../../errors.ts";
import type { DecodeTable, PrefillTable, RowSource } from "./kernel-tables.ts";
import { parseCsv } from "./parse-csv.ts";
import { loweredNote, noneLowered, type Point, toSeries } from "./series.ts";
import type { AttentionFile } from "./table-folder.ts";

/** Reads `mha/prefill/<nh>-<nkv>-<dh>.csv`: columns `dtype,seq_len,latency_us`, one causal sequence a row. */
export function readPrefillFile(
  { file, key, shape, text }: AttentionFile,
  source: RowSource,
  notes: string[],
): PrefillTable {
  const { rows } = parseCsv(text(), file, [
    { name: "dtype", type: "text" },
    { name: "seq_len", type: "count" },
    { name: "latency_us", type: "positive" },
  ]);
  const lowered = noneLowered();
  const points = rows.map(({ values, line }): Point => {
    dtypeOf(values[0] as string, file, line, "dtype");
    return { x: values[1] as number, us: values[2] as number, line };
  });
  const series = toSeries(points, 0, file, "seq_len", lowered);
  push(notes, loweredNote(key, "seq_len", lowered, rows.length));
  return { source, shape, series, leastUs: Math.min(...points.map((point) => point.us)) };
}

/**
 * Reads `mha/decode/<nh>-<nkv>-<dh>[-tpN].csv`: columns `dtype,kv_dtype,batch_size,kv_len,latency_us`.
 * One table for each KV element type in the file.
 */
export function readDecodeFile(
  { file, key, shape, text }: AttentionFile,
  source: RowSource,
  notes: string[],
): DecodeTable[] {
  const { rows } = parseCsv(text(), file, [
    { name: "dtype", type: "text" },
    { name: "kv_dtype", type: "text" },
    { name: "batch_size", type: "count" },
    { name: "kv_len", type: "count" },
    { name: "latency_us", type: "positive" },
  ]);
  const byDtype = new Map<"bf16" | "fp8", Map<number, Point[]>>();
  for (const { values, line } of rows) {
    const [dtype, kvDtype, batch, kv, us] = values as [string, string, number, number, number];
    dtypeOf(dtype, file, line, "dtype");
    const byBatch = getOr(
      byDtype,
      dtypeOf(kvDtype, file, line, "kv_dtype"),
      () => new Map<number, Point[]>(),
    );
    getOr(byBatch, batch, () => []).push({ x: kv, us, line });
  }
  const lowered = noneLowered();
  const tables = [...byDtype].map(([kvDtype, byBatch]): DecodeTable => {
    const batches = [...byBatch.keys()].sort((a, b) => a - b);
    const series = batches.map((batch) =>
      toSeries(byBatch.get(batch)!, 0, file, `${kvDtype}, batch ${batch}, kv_len`, lowered),
    );
    const leastUs = Math.min(...series.map(({ us }) => us[0]!));
    return { source, shape, kvDtype, batches: Float64Array.from(batches), series, leastUs };
  });
  push(notes, loweredNote(key, "kv_len", lowered, rows.length));
  return tables;
}

/** FP16 runs on the same units at the same speed as BF16. */
function dtypeOf(text: string, file: string, line: number, field: string): "bf16" | "fp8" {
  const name = text.toLowerCase();
  if (name === "bf16" || name === "fp16" || name === "bfloat16" || name === "float16") return "bf16";
  if (name.startsWith("fp8")) return "fp8";
  throw new UserError({ where: { file, line }, field, message: "must be bf16, fp16 or fp8", got: text });
}

function getOr<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const found = map.get(key) ?? make();
  map.set(key, found);
  return found;
}

function push(notes: string[], note: string | undefined): void {
  if (note !== undefined) notes.push(note);
}
