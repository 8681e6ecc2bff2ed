import { describe, expect, it } from "vitest";
import { stepRequest } from "../../src/config/step-request.ts";
import { priceStep } from "../../src/sweep/step.ts";
import { serverOf } from "./servers.ts";

describe("priceStep", () => {
  it("prices a decode step of the calibrated roofline as its formula says", () => {
    // Llama-3.1-8B on one H100, 1 request at context 1024, calibrated keys of configs/hardware_config.json:
    // memory bound, (W + dyn) / (3.35e12 * 0.72) with W = 32 * (4096*(4096+2048) + 4096^2 + 3*4096*14336) * 2 bytes.
    const weights = 32 * (4096 * (4096 + 2 * 8 * 128) + 4096 ** 2 + 3 * 4096 * 14_336) * 2;
    const kv = 2 * 32 * 8 * 128 * 2 * (1 + 1024 * 0.8) + 32 * 4096 * 2 * 0.75;
    const us = ((weights + kv) / (3.35e12 * 0.72)) * 1e6;
    const overheads = 50 + 32 * 5;
    const { price } = priceStep(
      serverOf({ "latency-model": "calibrated" }),
      stepRequest(undefined, "1x1024"),
    );
    expect(price.totalNs).toBe(Math.floor(us + overheads + 0.5) * 1000);
  });

  it("refuses steps that the server would never run", () => {
    const server = serverOf({ "max-num-batched-tokens": "512", "max-num-seqs": "8" });
    expect(() => priceStep(server, stepRequest("513", undefined))).toThrow(
      "--max-num-batched-tokens allows 512 tokens in a step, and this one has 513",
    );
    expect(() => priceStep(server, stepRequest("5", "8x100"))).toThrow(
      "--max-num-seqs allows 8 requests in a step, and this one has 9",
    );
  });
});
