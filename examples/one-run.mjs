// One run: a server, its requests, and the figures that `vllm bench serve` would print.
import { simulate } from "inference-sim";

const run = await simulate({
  model: "llama-3.1-8b",
  gpu: "H100",
  workload: "chatbot",
  requestRate: 8,
  numPrompts: 500,
  goodput: ["ttft:200", "tpot:15"],
});

const { summary, saturation, result, latencies } = run;
console.log(`TTFT  median ${summary.ttft.p50Ms.toFixed(1)} ms, p99 ${summary.ttft.p99Ms.toFixed(1)} ms`);
console.log(`TPOT  median ${summary.tpot.p50Ms.toFixed(2)} ms, p99 ${summary.tpot.p99Ms.toFixed(2)} ms`);
console.log(`Output ${summary.outputThroughput.toFixed(0)} tokens/s, ${saturation.verdict}`);
console.log(`Good requests ${((100 * summary.requestGoodput) / summary.requestThroughput).toFixed(1)} %`);

// Everything is there for each request too, in arrival order.
const slowest = latencies.ttftMs.indexOf(Math.max(...latencies.ttftMs));
console.log(
  `Slowest first token: request ${slowest}, sent at ${(result.arrivalNs[slowest] / 1e9).toFixed(1)} s`,
);

// How far it may be off: two more runs, with every step faster and slower by what is known of its error.
const bars = run.errorBars();
if (bars.known) {
  const [fast, slow] = [bars.fast.ttft.p50Ms, bars.slow.ttft.p50Ms];
  console.log(`TTFT median between ${fast.toFixed(1)} and ${slow.toFixed(1)} ms (one sigma)`);
}
for (const note of run.notes) console.log(`note: ${note}`);
