import { describe, expect, it } from "vitest";
import { loadModel } from "../../src/config/models.ts";
import { shardModel } from "../../src/roofline/mfu-shard.ts";

describe("shardModel", () => {
  it("cuts Llama-3.1-8B in two", () => {
    const shard = shardModel(loadModel("llama-3.1-8b"), 2);
    expect(shard.attention).toEqual({ heads: 16, kvHeads: 4, headDim: 128 });
    expect(shard.vocab).toBe(64_128);
    expect(shard.kvBytesPerElement).toBe(2);
  });

  it("replicates KV heads where there are more ranks than heads", () => {
    const shard = shardModel({ ...loadModel("llama-3.1-8b"), kvHeads: 4 }, 8);
    expect(shard.attention).toEqual({ heads: 4, kvHeads: 1, headDim: 128 });
    expect(shard.groups[0]!.qkvWidth).toBe((4 + 2) * 128);
  });

  it("pads a vocabulary that does not divide", () => {
    expect(shardModel({ ...loadModel("llama-3.1-8b"), vocab: 32_001 }, 2).vocab).toBe(16_001);
  });

  it("refuses what does not divide", () => {
    expect(() => shardModel(loadModel("qwen2.5-7b"), 8)).toThrow(/--tp must divide the 28 attention heads/);
  });
});
