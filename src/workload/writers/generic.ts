import type { RequestTable } from "../../engine/request-table.ts";
import { blockIdsOf, type TraceWriter } from "./trace-writer.ts";

/** Plain CSV under names that the reader knows without `--columns`. Loses nothing but follow-ups. */
export function csvWriter(requests: RequestTable): TraceWriter {
  const { session, priority, promptBlocks } = requests;
  const columns = ["arrival_ns", "prompt_tokens", "output_tokens"];
  if (session) columns.push("session");
  if (priority) columns.push("priority");
  if (promptBlocks) columns.push("hash_ids");
  return {
    header: `${columns.join(",")}\n`,
    lost: chunkSizeHint(requests),
    line(row) {
      let line = `${requests.arrivalNs[row]},${requests.promptTokens[row]},${requests.outputTokens[row]}`;
      if (session) line += `,${session[row]! < 0 ? "" : session[row]}`;
      if (priority) line += `,${priority[row]}`;
      if (promptBlocks) line += `,${blockIdsOf(requests, row).join(" ")}`;
      return `${line}\n`;
    },
  };
}

/** The same as JSON, one object a line. */
export function jsonLinesWriter(requests: RequestTable): TraceWriter {
  const { session, priority, promptBlocks } = requests;
  return {
    header: "",
    lost: chunkSizeHint(requests),
    line: (row) =>
      `${JSON.stringify({
        arrival_ns: requests.arrivalNs[row],
        prompt_tokens: requests.promptTokens[row],
        output_tokens: requests.outputTokens[row],
        ...(session && session[row]! >= 0 && { session: session[row] }),
        ...(priority && { priority: priority[row] }),
        ...(promptBlocks && { hash_ids: [...blockIdsOf(requests, row)] }),
      })}\n`,
  };
}

/** Tokens per id are no column: a reader has to be told where they are not 16. */
function chunkSizeHint({ promptBlocks }: RequestTable): string[] {
  if (!promptBlocks || promptBlocks.blockTokens === 16) return [];
  const { blockTokens } = promptBlocks;
  return [`the size of hash blocks: read with --timed-trace-chunk-hash-size ${blockTokens}`];
}
