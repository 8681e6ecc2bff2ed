import { readFileSync } from "node:fs";
import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { loadGpu } from "../../src/config/hardware.ts";
import { listModels, loadModel } from "../../src/config/models.ts";
import { problemText } from "../../src/errors.ts";
import { kvBytesPerToken, type MemoryOptions, memoryProblem, planMemory } from "../../src/roofline/memory.ts";
import { obstacleToTensorParallel } from "../../src/roofline/tensor-parallel.ts";
import { describeWithReference, referenceFile } from "../reference.ts";

const GIB = 2 ** 30;

function options(model: string, tp: number, changes: Partial<MemoryOptions> = {}): MemoryOptions {
  return {
    model: loadModel(model),
    gpu: loadGpu("H100"),
    tp,
    gpuMemoryUtilization: 0.9,
    maxNumBatchedTokens: 8192,
    maxNumSeqs: 1024,
    blockSize: 16,
    ...changes,
  };
}

describe("by hand", () => {
  test("llama-3.1-8b on one H100, bound by sampling", () => {
    const plan = planMemory(options("llama-3.1-8b", 1));
    // layer 8192*2*(3*14336+4*4096) = 973_078_528, well below that of sampling
    const activation = 1024 * 128256 * 44 + 8192 * 4 * 4096;
    expect(plan.activationBytes).toBe(activation);
    expect(plan.weightBytes).toBe(16_060_522_496);
    expect(plan.kvBytesPerBlock).toBe(32 * 2 * 128 * 8 * 2 * 16);
    expect(plan.usableBytes).toBeCloseTo(79.18 * 0.9 * GIB, 0);
    const free = 79.18 * 0.9 * GIB - 16_060_522_496 - 0.22 * GIB - activation;
    expect(plan.kvBlocks).toBe(Math.floor(free / 2_097_152));
    expect(plan.kvTokens).toBe(plan.kvBlocks * 16);
    expect(plan.fits).toBe(true);
    expect(plan).not.toHaveProperty("missingBytes");
  });

  test("llama-2-70b on four, bound by the feed-forward", () => {
    const plan = planMemory(options("llama-2-70b", 4, { maxNumBatchedTokens: 16384, maxNumSeqs: 128 }));
    expect(plan.activationBytes).toBe(16384 * 2 * ((3 * 28672) / 4 + 4 * 8192));
    expect(plan.weightBytes).toBe((2 * 68_976_648_192) / 4);
    expect(plan.overheadBytes).toBeCloseTo(0.64 * GIB, 0);
    expect(plan.kvBytesPerBlock).toBe(80 * 2 * 128 * 2 * 2 * 16);
  });

  test("experts: the routed ones a token passes, or the dense layer where that is wider", () => {
    const changes = { maxNumBatchedTokens: 32768, maxNumSeqs: 16 };
    const mixtral = planMemory(options("mixtral-8x7b", 2, changes));
    expect(mixtral.activationBytes).toBe(32768 * 2 * ((3 * 14336 * 2) / 2 + 4 * 4096));
    const deepseek = planMemory(options("deepseek-v3", 8, changes));
    // 8 experts of 2048 and one shared, 18432 together: as wide as a dense layer
    expect(deepseek.activationBytes).toBe(32768 * 2 * ((3 * 18432) / 8 + 4 * 7168));
  });

  test("KV bytes of a token: replicated heads, FP8, latent vectors", () => {
    expect(kvBytesPerToken(loadModel("llama-3.1-8b"), 16)).toBe(32 * 2 * 128 * 2);
    expect(kvBytesPerToken({ ...loadModel("llama-3.1-8b"), kvDtype: "fp8" }, 1)).toBe(32 * 2 * 128 * 8);
    expect(kvBytesPerToken(loadModel("deepseek-v3"), 1)).toBe(61 * (512 + 64) * 2);
    expect(kvBytesPerToken(loadModel("deepseek-v3"), 8)).toBe(61 * (512 + 64) * 2);
  });
});

describe("what does not fit", () => {
  test("says by how much, and which tp would do", () => {
    const ask = options("llama-3.1-70b", 1);
    const plan = planMemory(ask);
    expect(plan).toMatchObject({ fits: false, kvBlocks: 0, kvTokens: 0, smallestTp: 4 });
    const used = plan.weightBytes + plan.activationBytes + plan.overheadBytes + 2 * plan.kvBytesPerBlock;
    expect(plan.missingBytes).toBeCloseTo(used - plan.usableBytes, 0);
    expect(problemText(memoryProblem(ask, plan))).toBe(
      "llama-3.1-70b does not fit on H100 with --tp 1, by 66.0 GiB per GPU: weights 131.4 GiB, activations 5.6 GiB, " +
        "overhead 0.2 GiB, of 71.3 GiB usable. --tp 4 would do",
    );
  });

  test("names no tp where none would do", () => {
    const ask = options("deepseek-v3-bf16", 8);
    const plan = planMemory(ask);
    expect(plan.fits).toBe(false);
    expect(plan).not.toHaveProperty("smallestTp");
    expect(problemText(memoryProblem(ask, plan))).toContain("No tp of 1, 2, 4 or 8 would do");
  });

  test("a GPU without a device section is refused", () => {
    const gpu = { name: "set_a", calibrated: loadGpu("H100").calibrated };
    expect(() => planMemory(options("llama-3.1-8b", 1, { gpu }))).toThrow(
      "set_a.device is missing from the hardware config, so its memory is not known. Add the section with memoryGiB",
    );
  });
});

test("over all models, GPUs and tp: parts within the whole, one block more would not fit, missing bytes would do", () => {
  const cases = fc.record({
    name: fc.constantFrom(...listModels()),
    gpu: fc.constantFrom("H100", "H200", "A100-SXM"),
    tp: fc.constantFrom(1, 2, 4, 8),
    gpuMemoryUtilization: fc.double({ min: 0.1, max: 1, noNaN: true }),
    maxNumBatchedTokens: fc.integer({ min: 1, max: 65536 }),
    maxNumSeqs: fc.integer({ min: 1, max: 2048 }),
  });
  fc.assert(
    fc.property(cases, ({ name, gpu, tp, ...rest }) => {
      fc.pre(obstacleToTensorParallel(loadModel(name), tp) === undefined);
      const ask = options(name, tp, { gpu: loadGpu(gpu), ...rest });
      const plan = planMemory(ask);
      const fixed = plan.weightBytes + plan.activationBytes + plan.overheadBytes;
      if (plan.kvBlocks > 0) {
        expect(fixed + plan.kvBlocks * plan.kvBytesPerBlock).toBeLessThanOrEqual(plan.usableBytes);
      }
      expect(fixed + (plan.kvBlocks + 1) * plan.kvBytesPerBlock).toBeGreaterThan(plan.usableBytes);
      if (plan.fits) return;
      expect(plan.missingBytes).toBeGreaterThan(0);
      if (plan.smallestTp !== undefined) expect(planMemory({ ...ask, tp: plan.smallestTp }).fits).toBe(true);
    }),
  );
});

describeWithReference("blocks that vLLM reported at start-up", "serving/kv_capacity_h100.csv", () => {
  test("every row within 1.5 %", () => {
    const text = readFileSync(referenceFile("serving/kv_capacity_h100.csv"));
    const rows: Record<string, string>[] = parse(text, { columns: true });
    expect(rows.length).toBeGreaterThanOrEqual(6);
    for (const row of rows) {
      const plan = planMemory(
        options(row.model!, Number(row.tp), {
          gpuMemoryUtilization: Number(row.gpu_memory_utilization),
          maxNumBatchedTokens: Number(row.max_num_batched_tokens),
          maxNumSeqs: Number(row.max_num_seqs),
          blockSize: Number(row.block_size),
        }),
      );
      const error = plan.kvBlocks / Number(row.measured_gpu_blocks) - 1;
      expect(Math.abs(error), `${row.model}: ${(100 * error).toFixed(2)} %`).toBeLessThanOrEqual(0.015);
    }
  });
});
