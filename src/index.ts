/**
 * inference-sim as a library.
 *
 * `simulate`, `priceStep` and `memoryPlan` take the settings of the command line; what follows them are the parts they
 * are made of. What is exported here keeps its meaning within a major version; what is not exported may change.
 *
 * @module inference-sim
 */
export { listGpus, loadGpu } from "./config/hardware.ts";
export { listModels, loadModel } from "./config/models.ts";
export * from "./library/common.ts";
export type { MetricSettings, ServerSettings, WorkloadSettings } from "./library/setting-options.ts";
export { memoryPlan, priceStep, simulate } from "./library/simulate.ts";
export { requestsCsv } from "./report/requests-csv.ts";
export { resultJson, resultJsonText } from "./report/result-json.ts";
export {
  createLatencyModel,
  LATENCY_MODELS,
  type LatencyModelName,
  type LatencyModelOptions,
} from "./roofline/registry.ts";
export type { PricedStep } from "./sweep/step.ts";
export { loadTrace } from "./workload/load-trace.ts";
export type { TraceOptions } from "./workload/spec.ts";
