import { expect, test } from "vitest";
import { loadModel } from "../../src/config/models.ts";
import { checkTensorParallel } from "../../src/roofline/tensor-parallel.ts";

test.each([
  ["llama-3.1-8b", 8],
  ["llama-3.1-8b", 16], // 8 KV heads, each on two ranks
  ["qwen2.5-7b", 4],
  ["yi-34b", 8],
  ["deepseek-v3", 16], // one latent KV head on every rank
])("%s runs on %d ranks", (name, tp) => {
  expect(() => checkTensorParallel(loadModel(name), tp)).not.toThrow();
});

test.each([
  [
    "llama-3.1-8b",
    3,
    "--tp must divide the 32 attention heads of llama-3.1-8b, got 3. llama-3.1-8b takes 1, 2, 4, 8",
  ],
  ["qwen2.5-7b", 8, "--tp must divide the 28 attention heads of qwen2.5-7b, got 8"],
  ["llama-3.1-8b", 0, "--tp must be a whole number of at least 1, got 0"],
  ["llama-3.1-8b", 1.5, "--tp must be a whole number of at least 1, got 1.5"],
  ["llama-3.1-8b", Number.NaN, "got NaN"],
])("%s on %d ranks is refused", (name, tp, message) => {
  expect(() => checkTensorParallel(loadModel(name), tp)).toThrow(message);
});

test("KV heads divide or are replicated, nothing between", () => {
  const shape = { ...loadModel("llama-3.1-8b"), heads: 48, kvHeads: 12, intermediate: 12288 };
  expect(() => checkTensorParallel(shape, 8)).toThrow("--tp must divide the 12 KV heads");
});

test("the feed-forward divides", () => {
  const shape = { ...loadModel("llama-3.1-8b"), intermediate: 11009 };
  expect(() => checkTensorParallel(shape, 2)).toThrow("--tp must divide the 11009 intermediate size");
});
