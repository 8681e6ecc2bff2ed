import type { RequestTable } from "../../engine/request-table.ts";
import { lostColumns, type TraceWriter } from "./trace-writer.ts";

/** Time 0 in files made here: a date that no measured trace has. */
const EPOCH_SECONDS = Date.UTC(2000, 0, 1) / 1000;

/** Azure's layout: 7 decimals, so times are kept to 100 ns. */
export function azureWriter(requests: RequestTable): TraceWriter {
  const rounded = requests.arrivalNs.reduce((sum, ns) => sum + (ns % 100 === 0 ? 0 : 1), 0);
  const lost = lostColumns(requests, []);
  if (rounded > 0) lost.push(`${rounded} arrivals rounded to 100 ns`);
  return {
    header: "TIMESTAMP,ContextTokens,GeneratedTokens\n",
    lost,
    line: (row) =>
      `${timestamp(requests.arrivalNs[row]!)},${requests.promptTokens[row]},${requests.outputTokens[row]}\n`,
  };
}

function timestamp(ns: number): string {
  const ticks = Math.round(ns / 100);
  const seconds = Math.floor(ticks / 1e7);
  const date = new Date((EPOCH_SECONDS + seconds) * 1000).toISOString();
  return `${date.slice(0, 10)} ${date.slice(11, 19)}.${String(ticks - seconds * 1e7).padStart(7, "0")}`;
}
