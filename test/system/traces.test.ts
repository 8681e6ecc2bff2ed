import { expect, it } from "vitest";
import { describeWithReference, referenceFile } from "../reference.ts";
import { cli, EXAMPLE, words } from "./cli.ts";

async function replay(file: string, more = "") {
  const { code, stdout, stderr } = await cli([
    "replay",
    file,
    ...words(`--model llama-3.1-8b --format json --no-save-detailed --quiet ${more}`),
  ]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  return JSON.parse(stdout);
}

it("replays the first 100 rows of the Azure-format example that ships", async () => {
  const result = await replay(EXAMPLE, "--limit 100");
  expect(result).toMatchObject({ num_prompts: 100, completed: 100, failed: 0 });
});

it("replays our chat example with both latency models", async () => {
  const { scenarios } = await replay("configs/workloads/chat.csv", "--latency-model calibrated,mfu");
  expect(scenarios).toHaveLength(2);
});

describeWithReference(
  "the Azure conversation trace",
  "traces/azure_conv/AzureLLMInferenceTrace_conv.csv",
  () => {
    const file = referenceFile("traces/azure_conv/AzureLLMInferenceTrace_conv.csv");

    it.each(["mfu", "calibrated"])("19,366 in, 19,366 accounted for by %s", async (model) => {
      const { num_prompts, completed, failed, total_input_tokens, total_output_tokens } = await replay(
        file,
        `--latency-model ${model}`,
      );
      expect(num_prompts).toBe(19_366);
      expect(completed + failed).toBe(19_366);
      expect(failed).toBe(0);
      // Sums of the trace's own columns.
      expect(total_input_tokens).toBe(22_361_870);
      expect(total_output_tokens).toBe(4_088_665);
    });

    it("accounts for all of them on a server too small for some", async () => {
      const result = await replay(file, "--max-model-len 4096 --num-gpu-blocks-override 200");
      const { rejected, rejectReasons } = result.simulator;
      expect(result.completed + rejected).toBe(19_366);
      expect(rejected).toBeGreaterThan(0);
      expect(
        rejectReasons.map(({ count }: { count: number }) => count).reduce((a: number, b: number) => a + b),
      ).toBe(rejected);
    });
  },
);

describeWithReference(
  "the first Mooncake conversations",
  "traces/mooncake_conversation/head100.jsonl",
  () => {
    it("hit the prefix cache", async () => {
      const file = referenceFile("traces/mooncake_conversation/head100.jsonl");
      const cached = await replay(file);
      const without = await replay(file, "--no-enable-prefix-caching");
      expect(cached.completed).toBe(100);
      expect(cached.mean_ttft_ms).toBeLessThan(without.mean_ttft_ms);
    });
  },
);
