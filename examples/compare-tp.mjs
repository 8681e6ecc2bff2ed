// Which tensor-parallel size? The same requests on one, two, four and eight GPUs, and what a GPU yields.
import { memoryPlan, simulate } from "inference-sim";

const server = { model: "llama-3.1-70b", gpu: "H100" };
const workload = { workload: "summarization", requestRate: 1, numPrompts: 100 };

console.log("tp  TTFT p99   TPOT p50   tokens/s/GPU");
for (const tp of [1, 2, 4, 8]) {
  const plan = memoryPlan({ ...server, tp });
  if (!plan.fits) {
    console.log(`${tp}   does not fit; tp ${plan.smallestTp} would do`);
    continue;
  }
  const { summary, saturation } = await simulate({ ...server, ...workload, tp });
  const ttft = `${summary.ttft.p99Ms.toFixed(0)} ms`.padStart(8);
  const tpot = `${summary.tpot.p50Ms.toFixed(1)} ms`.padStart(8);
  const yieldOfGpu = (summary.outputThroughput / tp).toFixed(0).padStart(12);
  // Percentiles of an overloaded server say only how long the run was.
  const overloaded = saturation.verdict === "overloaded" ? "  overloaded" : "";
  console.log(`${tp}   ${ttft}   ${tpot}   ${yieldOfGpu}${overloaded}`);
}
