import { expect, it } from "vitest";
import { stepsCsv } from "../../src/report/steps-csv.ts";
import { stepLog } from "./steps.ts";

it("stepsCsv has a row a step, times exact, parts that sum to the total", () => {
  const log = stepLog([
    { step: 1, startNs: 0, gemmNs: 1_500_001, attentionNs: 2, chunks: [[5, 3]], waiting: 4 },
    { step: 2, startNs: 1_500_003, gemmNs: 800_000, decodes: 2, decodeContext: 17, running: 2 },
  ]);
  const [header, ...rows] = Buffer.from(stepsCsv(log)).toString().trimEnd().split("\n");
  const names = header!.split(",");
  const read = (row: string) => Object.fromEntries(row.split(",").map((cell, i) => [names[i], cell]));
  expect(rows).toHaveLength(2);
  expect(read(rows[0]!)).toMatchObject({
    ...{ replica: "0", step: "1", start_ms: "0.000000", end_ms: "1.500003", launch: "full" },
    ...{ prefill_chunks: "1", prefill_tokens: "5", prefill_context_tokens: "8", sampled: "1", waiting: "4" },
    ...{ total_ms: "1.500003", gemm_ms: "1.500001", attention_ms: "0.000002", host_ms: "0.000000" },
  });
  expect(read(rows[1]!)).toMatchObject({
    ...{ start_ms: "1.500003", decodes: "2", decode_context_tokens: "17", batch_tokens: "2", running: "2" },
    ...{ kv_blocks: "7", total_ms: "0.800000" },
  });
});
