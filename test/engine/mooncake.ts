// Reads Mooncake's JSONL (milliseconds, one id per 512 tokens) straight into a request table: no reader of the project.
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import type { RequestTable } from "../../src/engine/request-table.ts";

interface Row {
  timestamp: number;
  input_length: number;
  output_length: number;
  hash_ids: number[];
}

export function readMooncake(file: string): RequestTable {
  const bytes = readFileSync(file);
  const text = (file.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString("utf8");
  const rows = text
    .trim()
    .split("\n")
    .map((line): Row => JSON.parse(line));
  const offsets = new Float64Array(rows.length + 1);
  rows.forEach((row, i) => {
    offsets[i + 1] = offsets[i]! + row.hash_ids.length;
  });
  return {
    count: rows.length,
    arrivalNs: Float64Array.from(rows, (row) => row.timestamp * 1e6),
    promptTokens: Int32Array.from(rows, (row) => row.input_length),
    outputTokens: Int32Array.from(rows, (row) => row.output_length),
    promptBlocks: { blockTokens: 512, offsets, ids: Float64Array.from(rows.flatMap((row) => row.hash_ids)) },
  };
}
