import { describe, expect, test } from "vitest";
import { parseJson } from "../../src/config/read-json.ts";
import { modelShapeFromConfig } from "../../src/roofline/model-config.ts";

const dense = {
  model_type: "llama",
  hidden_size: 4096,
  intermediate_size: 14336,
  num_hidden_layers: 32,
  num_attention_heads: 32,
  num_key_value_heads: 8,
  vocab_size: 128256,
  max_position_embeddings: 131072,
};

function read(config: object) {
  const json = parseJson(JSON.stringify(config, null, 2), "m.json");
  return modelShapeFromConfig("m", json.value, json.where);
}

describe("dense models", () => {
  test("reads every dimension", () => {
    expect(read(dense)).toEqual({
      name: "m",
      layers: 32,
      hidden: 4096,
      heads: 32,
      kvHeads: 8,
      headDim: 128,
      intermediate: 14336,
      vocab: 128256,
      maxPositions: 131072,
      tiedEmbeddings: false,
      weightDtype: "bf16",
      kvDtype: "bf16",
    });
  });

  test("takes head_dim from the config when it differs from d/nH", () => {
    expect(read({ ...dense, hidden_size: 5120, head_dim: 128 }).headDim).toBe(128);
    expect(read({ ...dense, head_dim: null }).headDim).toBe(128);
  });

  test("without num_key_value_heads every head has its own", () => {
    expect(read({ ...dense, num_key_value_heads: undefined }).kvHeads).toBe(32);
  });

  test("finds the language model nested in a multimodal config", () => {
    const shape = read({ model_type: "mistral3", text_config: dense, tie_word_embeddings: true });
    expect([shape.layers, shape.tiedEmbeddings]).toEqual([32, true]);
  });

  test("extends positions by rope scaling as vLLM does", () => {
    const scaled = (rope_scaling: object) =>
      read({ ...dense, max_position_embeddings: 32768, rope_scaling }).maxPositions;
    expect(scaled({ type: "yarn", factor: 4, original_max_position_embeddings: 32768 })).toBe(131072);
    expect(scaled({ rope_type: "linear", factor: 2 })).toBe(65536);
    expect(scaled({ rope_type: "llama3", factor: 8 })).toBe(32768);
  });

  test("says that a sliding window is not modelled, unless it is off", () => {
    expect(read({ ...dense, sliding_window: 4096 }).notModelled).toEqual([
      "sliding_window 4096 is not modelled: attention and KV cover the whole context",
    ]);
    expect(read({ ...dense, sliding_window: 4096, use_sliding_window: false }).notModelled).toBeUndefined();
    expect(read({ ...dense, sliding_window: 131072 }).notModelled).toBeUndefined();
  });

  test("Gemma ties its embeddings without saying so", () => {
    expect(read({ ...dense, model_type: "gemma2" }).tiedEmbeddings).toBe(true);
  });
});

describe("mixtures of experts", () => {
  test.each(["num_experts", "num_local_experts", "n_routed_experts", "num_routed_experts"])(
    "counts %s",
    (key) => {
      const moe = read({ ...dense, [key]: 8, num_experts_per_tok: 2 }).moe;
      expect(moe).toEqual({
        experts: 8,
        topK: 2,
        expertIntermediate: 14336,
        sharedExperts: 0,
        sharedIntermediate: 0,
        firstDenseLayers: 0,
      });
    },
  );

  test.each(["n_shared_experts", "num_shared_experts"])("counts shared experts under %s", (key) => {
    const config = {
      ...dense,
      num_experts: 64,
      num_experts_per_tok: 6,
      moe_intermediate_size: 1408,
      [key]: 2,
    };
    expect(read(config).moe).toMatchObject({
      expertIntermediate: 1408,
      sharedExperts: 2,
      sharedIntermediate: 2816,
    });
  });

  test("takes the size of Qwen2-MoE's shared expert", () => {
    const config = {
      ...dense,
      num_experts: 60,
      num_experts_per_tok: 4,
      shared_expert_intermediate_size: 5632,
    };
    expect(read(config).moe).toMatchObject({ sharedExperts: 1, sharedIntermediate: 5632 });
  });

  test.each([
    [{ first_k_dense_replace: 3 }, 3],
    [{ decoder_sparse_step: 2 }, 16],
    [{ mlp_only_layers: [0, 5] }, 2],
    [{ first_k_dense_replace: 1, moe_layer_freq: 2 }, 17],
  ])("counts the dense layers of %j", (keys, expected) => {
    const config = { ...dense, num_experts: 8, num_experts_per_tok: 2, ...keys };
    expect(read(config).moe?.firstDenseLayers).toBe(expected);
  });

  test.each([
    [{ num_experts_per_tok: 2 }, "though num_experts_per_tok says that this is a mixture"],
    [{ moe_intermediate_size: 768 }, "though moe_intermediate_size says"],
    [{ model_type: "qwen3_moe" }, "though model_type says"],
    [{ num_experts: 0, num_experts_per_tok: 2 }, "num_experts must be a positive whole number, got 0"],
    [
      { num_experts: "many", num_experts_per_tok: 2 },
      'num_experts must be a positive whole number, got "many"',
    ],
    [{ num_experts: 8 }, "num_experts_per_tok is missing"],
    [{ num_experts: 8, num_experts_per_tok: 9 }, "must not exceed the number of experts (8), got 9"],
  ])("never takes %j for dense", (keys, message) => {
    expect(() => read({ ...dense, ...keys })).toThrow(message);
  });
});

describe("latent attention", () => {
  const mla = { kv_lora_rank: 512, qk_nope_head_dim: 128, qk_rope_head_dim: 64, v_head_dim: 128 };

  test("reads the ranks; a null q_lora_rank is a plain projection", () => {
    const shape = read({ ...dense, ...mla, q_lora_rank: null });
    expect(shape.mla).toEqual({
      qLoraRank: 0,
      kvLoraRank: 512,
      nopeHeadDim: 128,
      ropeHeadDim: 64,
      valueHeadDim: 128,
    });
    expect([shape.kvHeads, shape.headDim]).toEqual([1, 192]);
    expect(read({ ...dense, ...mla, q_lora_rank: 1536 }).mla?.qLoraRank).toBe(1536);
  });

  test("needs all of them", () => {
    expect(() => read({ ...dense, ...mla, v_head_dim: undefined })).toThrow("v_head_dim is missing");
  });
});

describe("quantization", () => {
  test.each([
    [{ quant_method: "fp8" }, "fp8"],
    [
      {
        quant_method: "compressed-tensors",
        config_groups: { g: { weights: { num_bits: 8, type: "float" } } },
      },
      "fp8",
    ],
    [{ quant_method: "modelopt", quant_algo: "FP8" }, "fp8"],
  ])("%j", (quantization_config, dtype) => {
    expect(read({ ...dense, quantization_config }).weightDtype).toBe(dtype);
  });

  test("refuses what is not modelled", () => {
    const awq = { ...dense, quantization_config: { quant_method: "awq" } };
    expect(() => read(awq)).toThrow("quantization_config awq is not modelled; fp8 is");
    const int8 = { config_groups: { g: { weights: { num_bits: 8, type: "int" } } } };
    expect(() =>
      read({ ...dense, quantization_config: { quant_method: "compressed-tensors", ...int8 } }),
    ).toThrow();
  });
});

describe("bad configs", () => {
  test("every problem is told at once, with its place", () => {
    const config = { ...dense, hidden_size: 0, num_hidden_layers: -1, vocab_size: undefined };
    expect(() => read(config)).toThrow(
      [
        "m.json:5:3: num_hidden_layers must be a positive whole number, got -1",
        "m.json:3:3: hidden_size must be a positive whole number, got 0",
        "m.json:1:1: vocab_size is missing",
      ].join("\n"),
    );
  });

  test.each([
    [{ ...dense, num_attention_heads: 33 }, "head_dim is missing, and hidden_size 4096 is no multiple"],
    [{ ...dense, num_key_value_heads: 5 }, "num_key_value_heads must divide num_attention_heads (32), got 5"],
    [{ ...dense, model_type: "gpt2" }, "model_type gpt2 has a feed-forward without gate"],
    [{ ...dense, model_type: "mamba2" }, "model_type mamba2 has state-space layers"],
    [{ ...dense, head_dim: 1.5 }, "head_dim must be a positive whole number, got 1.5"],
    [[], "must hold an object"],
  ])("case %#", (config, message) => {
    expect(() => read(config)).toThrow(message);
  });
});
