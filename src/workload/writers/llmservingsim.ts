import type { RequestTable } from "../../engine/request-table.ts";
import { lostColumns, type TraceWriter } from "./trace-writer.ts";

/** LLMServingSim's layout: a chain of follow-up turns is one line with its sub_requests. */
export function llmServingSimWriter(requests: RequestTable): TraceWriter {
  const { followUps, session, promptBlocks } = requests;
  const lost = lostColumns(requests, session ? ["session", "blocks"] : []);
  if (session && promptBlocks)
    lost.push("prompt block ids: turns share the context of their session, and nothing else");
  const isFollowUp = (row: number) => followUps !== undefined && (followUps.parent[row] ?? -1) >= 0;
  const lengths = (row: number) => ({
    input_toks: requests.promptTokens[row],
    output_toks: requests.outputTokens[row],
  });
  return {
    header: "",
    lost,
    line(row) {
      if (isFollowUp(row)) return "";
      const arrival = { arrival_time_ns: requests.arrivalNs[row] };
      if (!isFollowUp(row + 1)) return `${JSON.stringify({ ...lengths(row), ...arrival })}\n`;
      const turns = [];
      let turn = row;
      do {
        const wait = isFollowUp(turn + 1) ? followUps!.delayNs[turn + 1]! : 0;
        turns.push({ ...lengths(turn), tool_duration_ns: wait });
      } while (isFollowUp(++turn));
      const name = { session_id: String(session?.[row] ?? row) };
      return `${JSON.stringify({ ...name, ...arrival, sub_requests: turns })}\n`;
    },
  };
}
