import { describe, expect, it } from "vitest";
import { batchLimits } from "../../src/config/batch-limits.ts";
import { loadGpu } from "../../src/config/hardware.ts";

const H100 = loadGpu("H100");
const values = { "max-model-len": 131_072, "enable-chunked-prefill": true };

describe("batchLimits", () => {
  it("is vLLM's for the GPU: 8192 tokens and 1024 sequences on an H100, 2048 and 256 on an A100", () => {
    expect(batchLimits(values, H100)).toEqual({ maxNumBatchedTokens: 8192, maxNumSeqs: 1024 });
    expect(batchLimits(values, loadGpu("A100-SXM"))).toEqual({ maxNumBatchedTokens: 2048, maxNumSeqs: 256 });
  });

  it("fits defaults to what is given and to short contexts", () => {
    expect(batchLimits({ ...values, "max-num-batched-tokens": 512 }, H100).maxNumSeqs).toBe(512);
    expect(batchLimits({ ...values, "max-num-seqs": 16_384 }, H100).maxNumBatchedTokens).toBe(16_384);
    expect(batchLimits({ ...values, "max-model-len": 4 }, H100)).toEqual({
      maxNumBatchedTokens: 4096,
      maxNumSeqs: 1024,
    });
  });

  it("lets a whole prompt into a step without chunked prefill", () => {
    expect(batchLimits({ ...values, "enable-chunked-prefill": false }, H100).maxNumBatchedTokens).toBe(
      131_072,
    );
  });

  it("refuses what vLLM refuses", () => {
    expect(() => batchLimits({ ...values, "max-num-seqs": 9, "max-num-batched-tokens": 8 }, H100)).toThrow(
      "--max-num-seqs must not be above --max-num-batched-tokens 8, got 9",
    );
    expect(() =>
      batchLimits({ ...values, "enable-chunked-prefill": false, "max-num-batched-tokens": 8192 }, H100),
    ).toThrow("must be at least --max-model-len 131072 without chunked prefill, got 8192");
  });

  it("guesses nothing for a GPU whose memory is not known", () => {
    const { device: _, ...unknown } = H100;
    expect(() => batchLimits(values, unknown)).toThrow("Give --max-num-batched-tokens and --max-num-seqs");
    const given = { ...values, "max-num-batched-tokens": 64, "max-num-seqs": 8 };
    expect(batchLimits(given, unknown)).toEqual({ maxNumBatchedTokens: 64, maxNumSeqs: 8 });
  });
});
