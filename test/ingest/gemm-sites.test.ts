import { expect, it } from "vitest";
import { loadModel } from "../../src/config/models.ts";
import { gemmSites } from "../../src/ingest/gemm-sites.ts";

it("is the plain grid without models", () => {
  expect(gemmSites([])).toHaveLength(20);
  expect(gemmSites([])).toContainEqual({ k: 3584, n: 18_944 });
});

it("adds what a model really multiplies by, each once", () => {
  const sites = gemmSites([loadModel("llama-3.1-8b"), loadModel("mistral-7b")], [2]);
  const own = sites.filter((site) => !gemmSites([]).some(({ k, n }) => k === site.k && n === site.n));
  expect(own).toEqual([
    { k: 2048, n: 4096 },
    { k: 4096, n: 3072 },
    // Mistral's LM head; its layers are Llama-3.1-8B's.
    { k: 4096, n: 16_000 },
    { k: 4096, n: 64_128 },
    { k: 7168, n: 4096 },
  ]);
});
