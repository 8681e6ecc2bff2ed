import type { FlagName } from "../config/flags.ts";
import type { ScenarioConfig } from "../config/scenario-config.ts";
import { flagValues } from "../config/settings.ts";
import type { Item } from "../config/values.ts";
import type { WaterfallPart } from "../engine/waterfall-parts.ts";
import { memoryPlanOf } from "../sweep/prepare.ts";

/** One setting that may shorten a latency. */
export interface Change {
  readonly flag: FlagName;
  readonly from: Item;
  readonly to: Item;
}

/** A part below this share of the latency is not worth a remedy. */
const WORTH = 0.1;
const MOST_CHANGES = 6;
/** Ranks of one server of today. */
const MOST_TP = 8;

/**
 * What may shorten a latency that is made of `shares`, its parts from the largest on; at most six settings, each once.
 * @param batchFull whether as many requests ran at some time as one server takes
 */
export function remediesFor(
  shares: readonly { readonly part: WaterfallPart; readonly share: number }[],
  config: ScenarioConfig,
  batchFull: boolean,
): Change[] {
  const changes = shares
    .filter(({ share }) => share >= WORTH)
    .flatMap(({ part }) => REMEDIES[part].map((remedy) => remedy(config)))
    .filter((change) => change !== undefined)
    .filter(({ flag }) => batchFull || flag !== "max-num-seqs");
  return [...new Map(changes.map((change) => [`${change.flag} ${change.to}`, change])).values()].slice(
    0,
    MOST_CHANGES,
  );
}

/** What may shorten a step, whatever it holds. */
export function stepRemedies(config: ScenarioConfig): Change[] {
  const all = [moreRanks, fewerRanks, fp8Weights, fp8Cache, asyncScheduling, graphs];
  return all.map((remedy) => remedy(config)).filter((change) => change !== undefined);
}

type Remedy = (config: ScenarioConfig) => Change | undefined;

const moreRanks: Remedy = ({ server: { tp } }) =>
  tp < MOST_TP ? { flag: "tp", from: tp, to: tp * 2 } : undefined;

const fewerRanks: Remedy = ({ server: { tp } }) =>
  tp > 1 ? { flag: "tp", from: tp, to: tp / 2 } : undefined;

const moreReplicas: Remedy = ({ replicas }) => ({ flag: "replicas", from: replicas, to: replicas + 1 });

const morePlaces: Remedy = ({ server: { engine } }) => {
  const to = Math.min(engine.maxNumSeqs * 2, engine.maxNumBatchedTokens);
  return to > engine.maxNumSeqs ? { flag: "max-num-seqs", from: engine.maxNumSeqs, to } : undefined;
};

const smallerSteps: Remedy = ({ server: { engine } }) => {
  const half = Math.floor(engine.maxNumBatchedTokens / 2);
  if (half < engine.maxNumSeqs || !engine.chunkedPrefill) return undefined;
  return { flag: "max-num-batched-tokens", from: engine.maxNumBatchedTokens, to: half };
};

const largerSteps: Remedy = ({ server: { engine } }) => ({
  flag: "max-num-batched-tokens",
  from: engine.maxNumBatchedTokens,
  to: engine.maxNumBatchedTokens * 2,
});

const fp8Weights: Remedy = ({ server: { model }, settings }) =>
  model.weightDtype === "fp8"
    ? undefined
    : { flag: "quantization", from: flagValues(settings).quantization ?? "auto", to: "fp8" };

const fp8Cache: Remedy = ({ server: { model }, settings }) =>
  model.kvDtype === "fp8"
    ? undefined
    : { flag: "kv-cache-dtype", from: flagValues(settings)["kv-cache-dtype"] ?? "auto", to: "fp8" };

const moreMemory: Remedy = ({ server: { gpuMemoryUtilization, kvBlocksOverride } }) =>
  kvBlocksOverride === undefined && gpuMemoryUtilization < 0.95
    ? { flag: "gpu-memory-utilization", from: gpuMemoryUtilization, to: 0.95 }
    : undefined;

/** No more than the memory holds: vLLM takes the flag at its word and runs out of it. */
const moreBlocks: Remedy = ({ server }) => {
  const { kvBlocksOverride: from } = server;
  if (from === undefined) return undefined;
  const to = Math.min(from * 2, memoryPlanOf(server).kvBlocks);
  return to > from ? { flag: "num-gpu-blocks-override", from, to } : undefined;
};

const asyncScheduling: Remedy = ({ server: { engine } }) =>
  engine.asyncScheduling ? undefined : { flag: "async-scheduling", from: false, to: true };

/** A request that arrives during a step waits for the one scheduled behind it too. */
const syncScheduling: Remedy = ({ server: { engine } }) =>
  engine.asyncScheduling ? { flag: "async-scheduling", from: true, to: false } : undefined;

const graphs: Remedy = ({ server: { engine } }) =>
  engine.cudaGraphMode === "full-and-piecewise"
    ? undefined
    : { flag: "cudagraph-mode", from: engine.cudaGraphMode, to: "full-and-piecewise" };

const MEMORY = [moreMemory, moreBlocks, fp8Cache, moreRanks, moreReplicas];

/** By the part that they shorten, the cheapest first. Nothing here shortens what the API server takes. */
const REMEDIES: Readonly<Record<WaterfallPart, readonly Remedy[]>> = {
  admission: [],
  slot: [morePlaces, largerSteps, smallerSteps, syncScheduling, moreRanks, moreReplicas],
  blocks: MEMORY,
  prefillOwn: [moreRanks, fp8Weights],
  interference: [smallerSteps, moreRanks, moreReplicas],
  gemm: [fp8Weights, moreRanks, moreReplicas],
  attention: [fp8Cache, moreRanks],
  allReduce: [fewerRanks],
  other: [moreRanks],
  host: [asyncScheduling, graphs, moreReplicas],
  recompute: MEMORY,
};
