import { expect, it } from "vitest";
import { simulate } from "../../src/engine/simulation.ts";
import { describeWithReference, referenceFile } from "../reference.ts";
import { readMooncake } from "./mooncake.ts";
import { BASE_CONFIG } from "./scenarios.ts";

const FOLDER = "traces/mooncake_conversation";

describeWithReference("prefix cache on the Mooncake conversation trace", FOLDER, () => {
  // One request at a time and a pool that never evicts: every prefix seen before is found, to the token.
  it.each([
    ["head100.jsonl", 50_688],
    ["first30min.jsonl", 25_554_896],
  ])("%s hits %i tokens", (file, hitTokens) => {
    const requests = readMooncake(referenceFile(`${FOLDER}/${file}`));
    const result = simulate({
      requests,
      config: { ...BASE_CONFIG, maxModelLen: 1_000_000, kvBlocks: 4_000_000 },
      latencyModel: {
        name: "one",
        admissionNs: () => 0,
        price(_step, out) {
          out.totalNs = 1000;
        },
      },
      maxConcurrency: 1,
    });
    expect(result.completed).toBe(requests.count);
    expect(result.cachedTokens.reduce((sum, tokens) => sum + tokens, 0)).toBe(hitTokens);
    // Nobody ever waits for blocks, so vLLM's counter of attempts agrees.
    expect(result.prefixCache.hitTokens).toBe(hitTokens);
  });
});
