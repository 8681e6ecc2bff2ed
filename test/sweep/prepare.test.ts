import { describe, expect, it } from "vitest";
import { memoryPlanOf, prepareServer } from "../../src/sweep/prepare.ts";
import { serverOf } from "./servers.ts";

const CALIBRATED = { "latency-model": "calibrated" } as const;

describe("prepareServer", () => {
  it("takes the KV blocks that memory leaves, unless a number is given", () => {
    const server = serverOf(CALIBRATED);
    expect(prepareServer(server).config.kvBlocks).toBe(memoryPlanOf(server).kvBlocks);
    const given = serverOf({ ...CALIBRATED, "num-gpu-blocks-override": "9000" });
    expect(prepareServer(given).config.kvBlocks).toBe(9000);
  });

  it("says how much is missing and which tp would do", () => {
    const server = serverOf({ ...CALIBRATED, model: "llama-3.1-70b" });
    expect(() => prepareServer(server)).toThrow(
      /^llama-3\.1-70b does not fit on H100 with --tp 1, by \d+\.\d GiB per GPU: .* usable\. --tp [248] would do$/,
    );
  });

  it("notes that a cache is too small for the longest request", () => {
    const small = serverOf({ ...CALIBRATED, "num-gpu-blocks-override": "101" });
    expect(prepareServer(small).notes).toContain(
      "the KV cache holds 1600 tokens, fewer than --max-model-len 131072: vLLM would refuse to start; " +
        "longer requests are rejected here",
    );
    expect(prepareServer(serverOf(CALIBRATED)).notes.join()).not.toContain("KV cache holds");
  });
});
