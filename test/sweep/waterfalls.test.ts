import fc from "fast-check";
import { expect, it } from "vitest";
import type { FlagName } from "../../src/config/flags.ts";
import { FINISH } from "../../src/engine/result.ts";
import { simulate } from "../../src/engine/simulation.ts";
import { WATERFALL_PARTS } from "../../src/engine/waterfall-parts.ts";
import { prepareServer } from "../../src/sweep/prepare.ts";
import { scenarios } from "../engine/scenarios.ts";
import { serverOf } from "./servers.ts";

const PARTS = WATERFALL_PARTS.length;
/** `npm run soak` raises it. */
const RUNS = Number(process.env.INFERENCE_SIM_SOAK_RUNS ?? 250) / 10;

const MODELS: readonly Partial<Record<FlagName, string>>[] = [
  { tp: "4" },
  { "latency-model": "calibrated" },
  { "latency-model": "infersim", model: "qwen3-8b" },
  { model: "qwen3-30b-a3b", tp: "2", "cudagraph-mode": "piecewise" },
];

it.each(MODELS)("waterfalls sum exactly with prices as users have them: %o", (flags) => {
  const { config: server, latencyModel } = prepareServer(serverOf(flags));
  const { cudaGraphMode, cudaGraphSizes } = server;
  const property = fc.property(
    scenarios({ identity: true, followUps: true }),
    fc.constantFrom(1, 3),
    // Prompts as long as real ones, arrivals as far apart as real steps take, and minutes of silence.
    fc.constantFrom(1, 100),
    fc.constantFrom(0, 1, 1000, 1e7),
    (scenario, replicas, longer, slower) => {
      const { requests: short, config, maxConcurrency } = scenario;
      const requests = {
        ...short,
        promptTokens: short.promptTokens.map((tokens) => tokens * longer),
        arrivalNs: short.arrivalNs.map((ns) => ns * slower),
      };
      const result = simulate({
        ...{ requests, latencyModel, maxConcurrency, replicas, waterfalls: true },
        config: {
          ...{ ...config, cudaGraphMode, cudaGraphSizes },
          maxNumBatchedTokens: config.maxNumBatchedTokens * longer,
          maxModelLen: config.maxModelLen * longer,
          kvBlocks: config.kvBlocks * longer,
        },
      });
      const { ttftNs, e2elNs } = result.waterfalls!;
      for (let row = 0; row < result.count; row++) {
        const rejected = result.finish[row] === FINISH.rejected;
        const arrival = result.arrivalNs[row]!;
        let [first, last] = [0, 0];
        for (let at = row * PARTS; at < (row + 1) * PARTS; at++) {
          if (!(ttftNs[at]! >= 0 && e2elNs[at]! >= ttftNs[at]! && Number.isSafeInteger(e2elNs[at]))) {
            throw new Error(
              `request ${row}, ${WATERFALL_PARTS[at % PARTS]}: ${ttftNs[at]} of ${e2elNs[at]} ns`,
            );
          }
          first += ttftNs[at]!;
          last += e2elNs[at]!;
        }
        expect(first).toBe(rejected ? 0 : result.firstTokenNs[row]! - arrival);
        expect(last).toBe(rejected ? 0 : result.lastTokenNs[row]! - arrival);
      }
    },
  );
  fc.assert(property, { numRuns: RUNS });
});
