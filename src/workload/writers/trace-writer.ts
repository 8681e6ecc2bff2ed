import type { RequestTable } from "../../engine/request-table.ts";

/** Writes one format. Rows are in table order. */
export interface TraceWriter {
  /** First line, or empty. */
  readonly header: string;
  /** One request, or for formats with sessions on a line, one session; empty where the row went with an earlier one. */
  line(row: number): string;
  /** What the format cannot hold of this workload, for people. */
  readonly lost: readonly string[];
}

export type WriterOf = (requests: RequestTable) => TraceWriter;

/** Ids of a row's prompt blocks. */
export function blockIdsOf({ promptBlocks }: RequestTable, row: number): Float64Array {
  if (!promptBlocks) return new Float64Array();
  return promptBlocks.ids.subarray(promptBlocks.offsets[row]!, promptBlocks.offsets[row + 1]!);
}

/** Why rows that are released by other rows cannot be written, if there are any. */
export function followUpsLost({ followUps }: RequestTable): boolean {
  return followUps?.parent.some((parent) => parent >= 0) ?? false;
}

/** Names of the columns that go beyond arrival and lengths and that the target lacks. */
export function lostColumns(
  requests: RequestTable,
  kept: readonly ("blocks" | "session" | "priority")[],
): string[] {
  const lost: string[] = [];
  if (requests.promptBlocks && !kept.includes("blocks"))
    lost.push("prompt block ids: prompts will be distinct");
  if (requests.session && !kept.includes("session")) lost.push("session numbers");
  if (requests.priority && !kept.includes("priority")) lost.push("priorities");
  return lost;
}
