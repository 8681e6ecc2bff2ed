// Prefix cache on a whole Mooncake-format trace: node scripts/bench-engine.mjs perf/mooncake.bench.ts TRACE.jsonl[.gz]
import type { LatencyModel } from "../src/engine/latency-model.ts";
import { cudaGraphSizes } from "../src/engine/presets.ts";
import { simulate } from "../src/engine/simulation.ts";
import { readMooncake } from "../test/engine/mooncake.ts";

const file = process.argv[2];
if (!file) throw new Error("name a Mooncake trace");

/** A fleet member fast enough for the trace's load. */
const model: LatencyModel = {
  name: "bench",
  admissionNs: (promptTokens) => 5_000_000 + 8_000 * promptTokens,
  price(step, out) {
    out.totalNs = Math.round(6_000_000 + 10_000 * step.prefillTokens + 5 * step.decodeContext);
  },
};

const start = performance.now();
const requests = readMooncake(file);
const read = performance.now();
for (const kvBlocks of [27_000, 400_000, 6_500_000]) {
  for (const replicas of kvBlocks === 27_000 ? [1, 8] : [1]) {
    const before = performance.now();
    const result = simulate({
      requests,
      latencyModel: model,
      replicas,
      routing: "prefix-aware",
      config: {
        maxNumBatchedTokens: 8192,
        maxNumSeqs: 1024,
        maxModelLen: 262_144,
        kvBlocks,
        blockSize: 16,
        chunkedPrefill: true,
        longPrefillTokenThreshold: 0,
        prefixCaching: true,
        schedulingPolicy: "fcfs",
        asyncScheduling: true,
        fullSequenceAdmission: true,
        cudaGraphSizes: cudaGraphSizes(1024, 8192, 16),
        cudaGraphMode: "full-and-piecewise",
      },
    });
    const cached = result.cachedTokens.reduce((sum, tokens) => sum + tokens, 0);
    const asked = requests.promptTokens.reduce((sum, tokens) => sum + tokens, 0);
    console.log(
      `${kvBlocks} blocks x ${replicas}: ${(performance.now() - before).toFixed(0)} ms, ${result.steps} steps, ` +
        `hit ratio ${(cached / asked).toFixed(6)}, ${result.totalPreemptions} preemptions, ${result.completed} done`,
    );
  }
}
console.log(`read in ${(read - start).toFixed(0)} ms, ${requests.count} requests`);
