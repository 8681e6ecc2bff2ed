/** What the library is in Node and in a browser alike. */
export { checkConfig, type EngineConfig } from "../engine/config.ts";
export {
  LAUNCH,
  type LatencyModel,
  type Launch,
  PROVENANCE,
  type Provenance,
  STEP_PARTS,
  type StepPart,
  StepPrice,
  StepShape,
} from "../engine/latency-model.ts";
export {
  type BatchLimits,
  clampBatchLimits,
  cudaGraphSizes,
  DEFAULT_VLLM_VERSION,
  defaultBatchLimits,
  ENGINE_PRESETS,
  type EnginePreset,
  enginePreset,
} from "../engine/presets.ts";
export type { StepObserver, StepRecord } from "../engine/replica.ts";
export type { FollowUps, PromptBlocks, RequestTable } from "../engine/request-table.ts";
export { FINISH, FINISH_NAMES, type SimulationResult } from "../engine/result.ts";
export { ROUTING_POLICIES, type RoutingPolicy } from "../engine/router.ts";
export { type SimulationOptions as EngineOptions, simulate as runEngine } from "../engine/simulation.ts";
export { WATERFALL_PARTS, type WaterfallPart, type Waterfalls } from "../engine/waterfall-parts.ts";
export { type Problem, UserError, type Where } from "../errors.ts";
export type { Slo } from "../metrics/goodput.ts";
export type { MetricSummary } from "../metrics/metric.ts";
export { detectSaturation, type Saturation, type SaturationVerdict } from "../metrics/saturation.ts";
export { type Summary, type SummaryOptions, summarize } from "../metrics/summary.ts";
export { type MeanWaterfall, meanWaterfall, type PartsMs } from "../metrics/waterfall.ts";
export type { ErrorBars } from "../report/error-bars.ts";
export type { RunReport } from "../report/run-report.ts";
export type { CalibratedParameters, Device, Gpu, MfuParameters } from "../roofline/hardware.ts";
export { type MemoryOptions, type MemoryPlan, planMemory } from "../roofline/memory.ts";
export type { MlaShape, ModelShape, MoeShape } from "../roofline/model-shape.ts";
export { type ParameterCount, parameterCount, weightBytes } from "../roofline/parameters.ts";
export { busyTimeError, type PartErrors, partErrors, scaledModel } from "../roofline/uncertainty.ts";
export { generateWorkload } from "../workload/generate.ts";
export type { ArrivalSpec, GeneratorSpec, LengthSpec, PromptSpec } from "../workload/spec.ts";
export type { Workload } from "../workload/workload.ts";
export { gpuFromEntry, modelFromConfig } from "./given.ts";
export type { RequestLatencies } from "./latencies.ts";
export type { ServerOptions, SimulateOptions, StepOptions } from "./options.ts";
export { type RequestRow, requestTable } from "./request-rows.ts";
export type { Run } from "./run.ts";
