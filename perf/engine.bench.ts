// Engine time alone, with a latency model that costs next to nothing: requests a second and nanoseconds a step.
// Run by `node scripts/bench-engine.mjs`.
import type { EngineConfig } from "../src/engine/config.ts";
import type { LatencyModel } from "../src/engine/latency-model.ts";
import { cudaGraphSizes } from "../src/engine/presets.ts";
import type { RequestTable } from "../src/engine/request-table.ts";
import { type SimulationOptions, simulate } from "../src/engine/simulation.ts";

const REQUESTS = 100_000;
const PROMPT = 512;
const OUTPUT = 128;
const RATE_PER_SECOND = 20;

/** About 7.5 ms a decode step of 20 sequences: an 8B model on a large GPU. */
const model: LatencyModel = {
  name: "bench",
  admissionNs: (promptTokens) => 5_000_000 + 8_000 * promptTokens,
  price(step, out) {
    const gemmNs = 6_000_000 + 2_000 * step.batchTokens;
    const attentionNs = Math.round(40 * step.decodeContext + 30 * step.prefillTokens) + 500_000;
    const hostNs = 700_000 + 10_000 * (step.decodes + step.chunks);
    out.totalNs = gemmNs + attentionNs + hostNs;
    out.gemmNs = gemmNs;
    out.attentionNs = attentionNs;
    out.hostNs = hostNs;
    out.modelledNs = out.totalNs;
  },
};

const server: EngineConfig = {
  maxNumBatchedTokens: 8192,
  maxNumSeqs: 1024,
  maxModelLen: 131_072,
  kvBlocks: 27_000,
  blockSize: 16,
  chunkedPrefill: true,
  longPrefillTokenThreshold: 0,
  prefixCaching: true,
  schedulingPolicy: "fcfs",
  asyncScheduling: true,
  fullSequenceAdmission: true,
  cudaGraphSizes: cudaGraphSizes(1024, 8192, 16),
  cudaGraphMode: "full-and-piecewise",
};

/** Poisson arrivals from a fixed multiplicative generator: the same on every machine. */
function poisson(count: number, ratePerSecond: number): RequestTable {
  const arrivalNs = new Float64Array(count);
  let state = 12_345;
  let timeNs = 0;
  for (let row = 0; row < count; row++) {
    state = (state * 48_271) % 2_147_483_647;
    timeNs += Math.round((-Math.log(state / 2_147_483_647) / ratePerSecond) * 1e9);
    arrivalNs[row] = timeNs;
  }
  return {
    count,
    arrivalNs,
    promptTokens: new Int32Array(count).fill(PROMPT),
    outputTokens: new Int32Array(count).fill(OUTPUT),
  };
}

function measure(name: string, options: SimulationOptions): void {
  const runs: number[] = [];
  let steps = 0;
  for (let run = 0; run < 7; run++) {
    const start = performance.now();
    const result = simulate(options);
    runs.push(performance.now() - start);
    steps = result.steps;
    if (result.completed !== options.requests.count)
      throw new Error(`${name}: ${result.completed} completed`);
  }
  const first = runs[0]!;
  const best = Math.min(...runs);
  const perSecond = Math.round(options.requests.count / (first / 1000)).toLocaleString("en-US");
  console.log(
    `${name.padEnd(34)} first ${first.toFixed(1)} ms (${perSecond} requests/s), best of ${runs.length} ${best.toFixed(1)} ms, ` +
      `${steps.toLocaleString("en-US")} steps, ${((best * 1e6) / steps).toFixed(0)} ns/step`,
  );
}

const requests = poisson(REQUESTS, RATE_PER_SECOND);
measure("100k x 512/128 at 20/s, async", { requests, config: server, latencyModel: model });
measure("the same, synchronous", {
  requests,
  config: { ...server, asyncScheduling: false },
  latencyModel: model,
});
measure("closed loop of 64", { requests, config: server, latencyModel: model, maxConcurrency: 64 });
measure("4 replicas, least loaded, 80/s", {
  requests: poisson(REQUESTS, 4 * RATE_PER_SECOND),
  config: server,
  latencyModel: model,
  replicas: 4,
  routing: "least-loaded",
});
measure("700 blocks: preemptions", { requests, config: { ...server, kvBlocks: 700 }, latencyModel: model });
