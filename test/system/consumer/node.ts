// What a project's own code may look like; checked against the packed declarations, never run.
import {
  createLatencyModel,
  type EngineConfig,
  enginePreset,
  FINISH,
  generateWorkload,
  type LatencyModel,
  loadGpu,
  loadModel,
  memoryPlan,
  priceStep,
  type RequestTable,
  type Run,
  requestsCsv,
  requestTable,
  resultJson,
  runEngine,
  type SimulateOptions,
  type StepPrice,
  type StepShape,
  simulate,
  summarize,
  UserError,
} from "inference-sim";

const options: SimulateOptions = {
  model: "llama-3.1-8b",
  tp: 2,
  latencyModel: "calibrated",
  schedulingPolicy: "fcfs",
  requests: [{ arrivalMs: 0, promptTokens: 10, outputTokens: 2 }],
};
// @ts-expect-error: no such policy
export const wrong: SimulateOptions = { schedulingPolicy: "lifo" };
// @ts-expect-error: no such option
export const unknown: SimulateOptions = { maxSeqs: 1 };

export async function figures(): Promise<readonly [number, number, Uint8Array]> {
  try {
    const run: Run = await simulate(options);
    const ttft: Float64Array = run.latencies.ttftMs;
    const bars = run.errorBars();
    const low: number = bars.known ? bars.fast.ttft.p50Ms : Number.NaN;
    const kept: Record<string, unknown> = resultJson(run, { detailed: false });
    return [ttft[0] ?? low, Object.keys(kept).length, requestsCsv(run)];
  } catch (error) {
    if (error instanceof UserError)
      for (const { field, message } of error.problems) throw new Error(`${field} ${message}`);
    throw error;
  }
}

const model = createLatencyModel("mfu", {
  model: loadModel("llama-3.1-8b"),
  gpu: loadGpu("H100"),
  tp: 1,
  maxNumBatchedTokens: 8192,
  maxNumSeqs: 256,
  asyncScheduling: enginePreset().asyncScheduling,
  benchDataPath: "bench_data/h100",
});
const slower: LatencyModel = {
  name: "slower",
  price(step: StepShape, out: StepPrice) {
    model.price(step, out);
    out.hostNs += 1000;
    out.totalNs += 1000;
  },
  admissionNs: (promptTokens: number) => 2 * model.admissionNs(promptTokens),
};

export function engine(config: EngineConfig): number {
  const { requests } = generateWorkload(
    { numRequests: 5, arrivals: { requestRate: 2 }, prompts: { kind: "preset", name: "chatbot" } },
    1,
  );
  const own: RequestTable = requestTable([{ arrivalMs: 0, promptTokens: 1, outputTokens: 1 }]);
  const result = runEngine({
    requests,
    config,
    latencyModel: slower,
    onStep: ({ shape }) => void shape.decodes,
  });
  const stopped: boolean = result.finish[0] === FINISH.stop;
  const free: number =
    memoryPlan({ tp: 1 }).kvTokens + priceStep({ decode: [{ count: 1, context: 1 }] }).price.totalNs;
  return (
    summarize({ result, requests, slo: { ttftMs: 100 } }).ttft.p99Ms + own.count + free + Number(stopped)
  );
}
