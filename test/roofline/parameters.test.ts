import { expect, test } from "vitest";
import { loadModel } from "../../src/config/models.ts";
import { parameterCount, weightBytes } from "../../src/roofline/parameters.ts";

// Sizes of the published checkpoints (safetensors index), minus what is documented as not counted.
test.each([
  ["llama-2-7b", 6_738_415_616],
  ["llama-2-13b", 13_015_864_320],
  ["llama-2-70b", 68_976_648_192],
  ["llama-3.1-8b", 8_030_261_248],
  ["llama-3.1-70b", 70_553_706_496],
  ["mistral-7b", 7_241_732_096],
  ["mistral-nemo-12b", 12_247_782_400],
  ["mixtral-8x7b", 46_702_792_704],
  ["qwen2.5-7b", 7_615_616_512 - 28 * (28 + 2 * 4) * 128], // QKV biases
  ["qwen3-8b", 8_190_735_360 - 36 * 2 * 128], // q and k norms
  ["qwen3-30b-a3b", 30_532_122_624 - 48 * 2 * 128],
  ["deepseek-v3", 671_026_419_200 - 58 * 256], // the router's score-correction bias
])("%s has as many parameters as its checkpoint", (name, expected) => {
  expect(parameterCount(loadModel(name)).total).toBe(expected);
});

test("components of llama-3.1-8b, by hand", () => {
  expect(parameterCount(loadModel("llama-3.1-8b"))).toEqual({
    embeddings: 128256 * 4096,
    attention: 32 * (4096 * 4096 * 2 + 4096 * 1024 * 2),
    denseFfn: 32 * 3 * 4096 * 14336,
    experts: 0,
    router: 0,
    norms: 65 * 4096,
    head: 128256 * 4096,
    total: 8_030_261_248,
  });
});

test("components of a mixture with dense layers and shared experts", () => {
  const count = parameterCount(loadModel("deepseek-v3"));
  expect(count.denseFfn).toBe(3 * 3 * 7168 * 18432);
  expect(count.experts).toBe(58 * 257 * 3 * 7168 * 2048);
  expect(count.router).toBe(58 * 256 * 7168);
  const layer = 7168 * 1536 + 1536 * 128 * 192 + 7168 * 576 + 512 * 128 * 256 + 128 * 128 * 7168;
  expect(count.attention).toBe(61 * layer);
});

test("tied embeddings are stored once", () => {
  const shape = loadModel("llama-3.1-8b");
  const tied = parameterCount({ ...shape, tiedEmbeddings: true });
  expect(tied.head).toBe(0);
  expect(parameterCount(shape).total - tied.total).toBe(128256 * 4096);
});

test("bytes: two each in bf16; linear layers one each in fp8", () => {
  expect(weightBytes(loadModel("llama-3.1-8b"))).toBe(2 * 8_030_261_248);
  const linear = 32 * (4096 * 4096 * 2 + 4096 * 1024 * 2 + 3 * 4096 * 14336);
  expect(weightBytes(loadModel("llama-3.1-8b-fp8"))).toBe(linear + 2 * (8_030_261_248 - linear));
});
