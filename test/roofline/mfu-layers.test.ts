import { describe, expect, it } from "vitest";
import { listModels, loadModel } from "../../src/config/models.ts";
import { layerGroups } from "../../src/roofline/mfu-layers.ts";
import { parameterCount } from "../../src/roofline/parameters.ts";

const bf16 = (k: number, n: number) => ({ k, n, dtype: "bf16" });
const fp8 = (k: number, n: number) => ({ k, n, dtype: "fp8" });

describe("layerGroups", () => {
  it("of Llama-3.1-8B, two ranks: QKV, output, gate-up, down", () => {
    expect(layerGroups(loadModel("llama-3.1-8b"), 2)).toEqual([
      {
        layers: 32,
        gemms: [bf16(4096, 3072), bf16(2048, 4096), bf16(4096, 14_336), bf16(7168, 4096)],
        activationWidth: 7168,
        qkvWidth: 3072,
      },
    ]);
  });

  it("takes head_dim from the config where heads x head_dim is not the hidden size", () => {
    // Mistral-Nemo: 32 heads of 128, hidden size 5120.
    const [group] = layerGroups(loadModel("mistral-nemo-12b"), 1);
    expect(group!.gemms.slice(0, 2)).toEqual([bf16(5120, (32 + 2 * 8) * 128), bf16(4096, 5120)]);
  });

  it("of Mixtral, four ranks: every layer routes to a slice of all experts", () => {
    const [group, ...others] = layerGroups(loadModel("mixtral-8x7b"), 4);
    expect(others).toEqual([]);
    expect(group).toMatchObject({
      layers: 32,
      gemms: [bf16(4096, 1536), bf16(1024, 4096), bf16(4096, 8)],
      experts: { experts: 8, topK: 2, hidden: 4096, intermediate: 3584, dtype: "bf16" },
      activationWidth: 2 * 3584,
    });
  });

  it("of DeepSeek-V3, eight ranks: latent projections whole, router bf16, three dense layers, a shared expert", () => {
    const [dense, sparse] = layerGroups(loadModel("deepseek-v3"), 8);
    const attention = [
      fp8(7168, 1536 + 512 + 64),
      fp8(1536, 16 * 192),
      fp8(512, 16 * 256),
      fp8(16 * 128, 7168),
    ];
    expect(dense).toMatchObject({
      layers: 3,
      gemms: [...attention, fp8(7168, 2 * 2304), fp8(2304, 7168)],
    });
    expect(sparse).toMatchObject({
      layers: 58,
      gemms: [...attention, bf16(7168, 256), fp8(7168, 512), fp8(256, 7168)],
      experts: { experts: 256, topK: 8, intermediate: 256, dtype: "fp8" },
    });
  });

  it.each(listModels())("%s: on one rank holds every parameter of the layers", (name) => {
    const model = loadModel(name);
    const held = layerGroups(model, 1).reduce((sum, { layers, gemms, experts }) => {
      const routed = experts ? 3 * experts.experts * experts.hidden * experts.intermediate : 0;
      return sum + layers * (gemms.reduce((all, { k, n }) => all + k * n, 0) + routed);
    }, 0);
    const count = parameterCount(model);
    expect(held).toBe(count.attention + count.denseFfn + count.experts + count.router);
  });
});
