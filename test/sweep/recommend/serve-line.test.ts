import { describe, expect, it } from "vitest";
import { modelOfId } from "../../../src/config/model-ids.ts";
import { listModels } from "../../../src/config/models.ts";
import { resolveSettings } from "../../../src/config/resolve.ts";
import { vllmArgs } from "../../../src/config/vllm/vllm-args.ts";
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

  it("gives the KV cache's length to a server that has no room for the model's own", () => {
    const small = { "num-gpu-blocks-override": "201" };
    expect(serveLine(scenarioOf(small))).toContain("--num-gpu-blocks-override 201");
    expect(serveLine(scenarioOf(small))).toMatch(/--max-model-len auto$/);
    expect(serveLine(scenarioOf({ ...small, "vllm-version": "0.11" }))).toMatch(/--max-model-len 3200$/);
    expect(serveLine(scenarioOf({ ...small, "max-model-len": "2000" }))).not.toContain("auto");
  });

  it("is read back as the server that was simulated", () => {
    const chosen = {
      ...{ tp: "2", "max-num-seqs": "64", "max-num-batched-tokens": "4096", "max-model-len": "8192" },
      ...{ quantization: "fp8", "kv-cache-dtype": "fp8", "async-scheduling": false, "block-size": "32" },
      ...{ "kv-cache-memory-bytes": "20000000000", "max-cudagraph-capture-size": "128" },
      ...{ "long-prefill-token-threshold": "1024", "scheduling-policy": "priority" },
      ...{ "enable-prefix-caching": false, "scheduler-reserve-full-isl": false },
    } as const;
    const line = serveLine(scenarioOf(chosen));
    const { entries, notes } = vllmArgs(line, "line");
    expect(notes).toEqual([]);
    const again = resolveSettings({ flags: new Map(), environment: {}, vllm: entries });
    const settings = scenarioOf(chosen).settings;
    for (const name of Object.keys(chosen) as (keyof typeof chosen)[]) {
      expect([name, again.get(name)!.items]).toEqual([name, settings.get(name)!.items]);
    }
  });

  it("knows every model that ships by its id", () => {
    expect(Object.keys(HUB_IDS).sort()).toEqual(listModels().sort());
    for (const [name, id] of Object.entries(HUB_IDS)) expect(modelOfId(id), id).toBe(name);
  });
});
