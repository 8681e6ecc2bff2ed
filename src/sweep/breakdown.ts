import type { EngineConfig } from "../engine/config.ts";
import type { RequestTable } from "../engine/request-table.ts";
import type { SimulationResult } from "../engine/result.ts";
import { isCompleted } from "../metrics/latencies.ts";
import { type MeanWaterfall, meanWaterfall } from "../metrics/waterfall.ts";

/** Where the time of a run went, as means: what moves when a metric moves. */
export interface Breakdown {
  /** Of completed requests. */
  readonly waterfallMs: MeanWaterfall;
  /** Of engine steps. */
  readonly stepMs: number;
  readonly tokensPerStep: number;
  /** Share of the time, from first arrival to last token, in which a replica computes. */
  readonly busyShare: number;
  /** Prompt tokens found in the prefix cache, of all. */
  readonly cachedShare: number;
  /** Most of the pool that was ever in use. */
  readonly peakKvShare: number;
  /** From the first arrival to the last, milliseconds. */
  readonly arrivingMs: number;
  /** Shares of the time in which requests arrived. */
  readonly queueingShare: number;
  /** With as many requests running as may, and others waiting. */
  readonly slotsFullShare: number;
  /** With too few blocks free for a mean prompt, and requests waiting. */
  readonly kvFullShare: number;
}

export function breakdownOf(
  requests: RequestTable,
  result: SimulationResult,
  config: EngineConfig,
  warmup: number,
): Breakdown {
  const replicas = result.replicas.length;
  const enough = (config.kvBlocks - 1 - meanPromptBlocks(requests, config.blockSize)) * replicas;
  return {
    waterfallMs: meanWaterfall(result, warmup),
    stepMs: ratio(result.busyNs / 1e6, result.steps),
    ...tokenShares(requests, result),
    busyShare: ratio(result.busyNs, (result.endNs - firstArrival(result)) * replicas),
    peakKvShare: result.peakKvBlocks / (config.kvBlocks - 1),
    arrivingMs: (lastArrival(result) - firstArrival(result)) / 1e6,
    ...loadShares(result, config.maxNumSeqs * replicas, enough),
  };
}

function tokenShares(requests: RequestTable, result: SimulationResult) {
  let [prompt, cached, output] = [0, 0, 0];
  for (let row = 0; row < result.count; row++) {
    if (!isCompleted(result, row)) continue;
    prompt += requests.promptTokens[row]!;
    cached += result.cachedTokens[row]!;
    output += result.outputTokens[row]!;
  }
  return {
    tokensPerStep: ratio(prompt - cached + output, result.steps),
    cachedShare: ratio(cached, prompt),
  };
}

function meanPromptBlocks({ count, promptTokens }: RequestTable, blockSize: number): number {
  let blocks = 0;
  for (let row = 0; row < count; row++) blocks += Math.ceil(promptTokens[row]! / blockSize);
  return ratio(blocks, count);
}

/** @param enough blocks in use with which one more prompt would still fit */
function loadShares(result: SimulationResult, slots: number, enough: number) {
  const { samples } = result;
  const last = lastArrival(result);
  let [count, queueing, slotsFull, kvFull] = [0, 0, 0, 0];
  for (let i = 0; i < samples.timeNs.length && (samples.timeNs[i]! <= last || i === 0); i++) {
    count += 1;
    if (samples.waiting[i] === 0) continue;
    queueing += 1;
    if (samples.running[i]! >= slots) slotsFull += 1;
    if (samples.kvBlocks[i]! > enough) kvFull += 1;
  }
  return {
    queueingShare: ratio(queueing, count),
    slotsFullShare: ratio(slotsFull, count),
    kvFullShare: ratio(kvFull, count),
  };
}

function firstArrival({ arrivalNs }: SimulationResult): number {
  return arrivalNs.reduce((first, ns) => (ns < first ? ns : first), Number.POSITIVE_INFINITY);
}

function lastArrival({ arrivalNs }: SimulationResult): number {
  return arrivalNs.reduce((last, ns) => (ns > last ? ns : last), 0);
}

/** 0 where nothing was counted. */
function ratio(sum: number, count: number): number {
  return count > 0 ? sum / count : 0;
}
