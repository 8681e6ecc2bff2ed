import { describe, expect, it } from "vitest";
import { modelOfId } from "../../../src/config/model-ids.ts";
import { listModels } from "../../../src/config/models.ts";
import { HUB_IDS } from "../../../src/sweep/recommend/hub-ids.ts";
import { serveLine } from "../../../src/sweep/recommend/serve-line.ts";
import { scenarioOf } from "../servers.ts";

describe("serveLine", () => {
  it("starts the server that was simulated", () => {
    expect(serveLine(scenarioOf({ tp: "2" }))).toBe(
      "vllm serve meta-llama/Llama-3.1-8B --tensor-parallel-size 2 --max-num-batched-tokens 8192 " +
        "--max-num-seqs 1024 --gpu-memory-utilization 0.9",
    );
  });

  it("says what was chosen beside it, and leaves out what vLLM does anyway", () => {
    const line = serveLine(
      scenarioOf({
        ...{ model: "Qwen/Qwen3-32B", "max-model-len": "4096", "enable-prefix-caching": false },
        ...{ "enable-chunked-prefill": true, "kv-cache-dtype": "fp8", "cudagraph-mode": "none" },
      }),
    );
    expect(line).toContain("vllm serve Qwen/Qwen3-32B ");
    for (const word of [
      "--max-model-len 4096",
      "--no-enable-prefix-caching",
      "--kv-cache-dtype fp8",
      "--enforce-eager",
    ])
      expect(line).toContain(word);
    expect(line).not.toContain("chunked");
  });

  it("knows every model that ships by its id", () => {
    expect(Object.keys(HUB_IDS).sort()).toEqual(listModels().sort());
    for (const [name, id] of Object.entries(HUB_IDS)) expect(modelOfId(id), id).toBe(name);
  });
});
