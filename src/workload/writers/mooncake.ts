import type { RequestTable } from "../../engine/request-table.ts";
import { blockIdsOf, lostColumns, type TraceWriter } from "./trace-writer.ts";

const MOONCAKE_BLOCK_TOKENS = 512;

/** Mooncake's layout. Prompts without ids get ids of their own, so that readers which need them see distinct prompts. */
export function mooncakeWriter(requests: RequestTable): TraceWriter {
  const lost = lostColumns(requests, ["blocks"]);
  const blockTokens = requests.promptBlocks?.blockTokens ?? MOONCAKE_BLOCK_TOKENS;
  if (blockTokens !== MOONCAKE_BLOCK_TOKENS) {
    lost.push(
      `512-token ids: these are of ${blockTokens}, read with --timed-trace-chunk-hash-size ${blockTokens}`,
    );
  }
  let nextId = 0;
  const ids = (row: number) => {
    if (requests.promptBlocks) return blockIdsOf(requests, row).join(", ");
    const count = Math.ceil(requests.promptTokens[row]! / MOONCAKE_BLOCK_TOKENS);
    return Array.from({ length: count }, () => nextId++).join(", ");
  };
  return {
    header: "",
    lost,
    line: (row) =>
      `{"timestamp": ${requests.arrivalNs[row]! / 1e6}, "input_length": ${requests.promptTokens[row]}, ` +
      `"output_length": ${requests.outputTokens[row]}, "hash_ids": [${ids(row)}]}\n`,
  };
}
