// Time of one price of the mfu model, cold and warm. Run by `node scripts/bench-engine.mjs perf/price.bench.ts`.
import { join } from "node:path";
import { loadGpu } from "../src/config/hardware.ts";
import { loadModel } from "../src/config/models.ts";
import { packageRoot } from "../src/config/package-root.ts";
import { LAUNCH, StepPrice, StepShape } from "../src/engine/latency-model.ts";
import { createLatencyModel } from "../src/roofline/registry.ts";

const step = new StepShape();
const out = new StepPrice();

function decodeStep(batch: number, kvSum: number): void {
  step.clear();
  step.decodes = batch;
  step.decodeContext = kvSum;
  step.logits = batch;
  step.batchTokens = batch;
  step.launch = LAUNCH.fullGraph;
}

function mixedStep(chunk: number, context: number, batch: number): void {
  decodeStep(batch, batch * 700);
  step.addChunk(chunk, context);
  step.logits += 1;
  step.batchTokens += chunk;
  step.launch = LAUNCH.eager;
}

/** Least of many short runs, so that a busy machine shows little. */
function nsPerPrice(fill: (index: number) => void, price: () => void, times: number): string {
  let best = Number.POSITIVE_INFINITY;
  for (let run = 0; run < 40; run++) {
    const begin = performance.now();
    for (let index = 0; index < times; index++) {
      fill(index);
      price();
    }
    best = Math.min(best, ((performance.now() - begin) * 1e6) / times);
  }
  return `${best.toFixed(0).padStart(5)} ns`;
}

for (const [name, tp] of [
  ["llama-3.1-8b", 1],
  ["llama-3.1-70b", 4],
  ["deepseek-v3", 8],
] as const) {
  const begin = performance.now();
  const model = createLatencyModel("mfu", {
    model: loadModel(name),
    gpu: loadGpu("H100"),
    tp,
    maxNumBatchedTokens: 8192,
    maxNumSeqs: 1024,
    asyncScheduling: true,
    benchDataPath: join(packageRoot(), "bench_data"),
  });
  const created = performance.now();
  for (let batch = 1; batch <= 256; batch++) {
    decodeStep(batch, batch * 700);
    model.price(step, out);
  }
  const cold = ((performance.now() - created) * 1000) / 256;
  const price = () => model.price(step, out);
  const decode = nsPerPrice((i) => decodeStep(1 + ((i * 7) & 127), 60_000 + (i & 4095)), price, 100_000);
  const chunk = nsPerPrice((i) => mixedStep(512 + (i & 255), 0, 1 + (i & 63)), price, 20_000);
  const prefix = nsPerPrice((i) => mixedStep(512 + (i & 255), 1000, 1 + (i & 63)), price, 10_000);
  console.log(
    `${`${name}, tp ${tp}`.padEnd(22)} created in ${(created - begin).toFixed(1)} ms, new batch size ${cold.toFixed(0)} us; ` +
      `decode ${decode}, with a whole prompt ${chunk}, with a chunk behind a prefix ${prefix}`,
  );
}
