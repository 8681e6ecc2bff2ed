import { describe, expect, it } from "vitest";
import { loadModel } from "../../src/config/models.ts";
import { layerGemms, qkvWidth, shardModel } from "../../src/roofline/mfu-shard.ts";

describe("shardModel", () => {
  it("cuts Llama-3.1-8B in two", () => {
    const shard = shardModel(loadModel("llama-3.1-8b"), 2);
    expect(shard.attention).toEqual({ heads: 16, kvHeads: 4, headDim: 128 });
    expect(shard.vocab).toBe(64_128);
    expect(layerGemms(shard)).toEqual([
      { k: 4096, n: 3072 },
      { k: 2048, n: 4096 },
      { k: 4096, n: 14_336 },
      { k: 7168, n: 4096 },
    ]);
  });

  it("takes head_dim from the config where heads x head_dim is not the hidden size", () => {
    // Mistral-Nemo: 32 heads of 128 with hidden size 5120.
    const shard = shardModel(loadModel("mistral-nemo-12b"), 1);
    expect(qkvWidth(shard)).toBe((32 + 2 * 8) * 128);
    expect(layerGemms(shard)[1]).toEqual({ k: 4096, n: 5120 });
  });

  it("replicates KV heads where there are more ranks than heads", () => {
    const shard = shardModel({ ...loadModel("llama-3.1-8b"), kvHeads: 4 }, 8);
    expect(shard.attention).toEqual({ heads: 4, kvHeads: 1, headDim: 128 });
  });

  it("pads a vocabulary that does not divide", () => {
    expect(shardModel({ ...loadModel("llama-3.1-8b"), vocab: 32_001 }, 2).vocab).toBe(16_001);
  });

  it("refuses what does not divide", () => {
    expect(() => shardModel(loadModel("qwen2.5-7b"), 8)).toThrow(/--tp must divide the 28 attention heads/);
  });
});
