/**
 * What vLLM does when nothing is said: knobs that changed between versions, batch limits by GPU, captured graph sizes.
 *
 * Read off vLLM's `EngineArgs`, `SchedulerConfig` and `CompilationConfig` of the versions named.
 */
import type { EngineConfig } from "./config.ts";

/** Knobs whose default depends on the vLLM version. */
export interface EnginePreset {
  /** Lowest vLLM version it describes, `major.minor`; the first one also stands for everything older. */
  readonly version: string;
  readonly asyncScheduling: boolean;
  readonly cudaGraphMode: EngineConfig["cudaGraphMode"];
  /** Distance between captured sizes from 256 upwards, tokens. */
  readonly captureStepAbove256: number;
  readonly fullSequenceAdmission: boolean;
  readonly gpuMemoryUtilization: number;
}

const PIECEWISE = "piecewise";
const FULL = "full-and-piecewise";

/** Oldest first. */
export const ENGINE_PRESETS: readonly EnginePreset[] = [
  preset("0.10", false, PIECEWISE, 8, false, 0.9),
  preset("0.11", false, FULL, 8, false, 0.9),
  preset("0.14", true, FULL, 16, false, 0.9),
  preset("0.19", true, FULL, 16, true, 0.9),
  preset("0.21", true, FULL, 16, true, 0.92),
];

/** The version whose defaults hold when none is named. */
export const DEFAULT_VLLM_VERSION = "0.19";

/**
 * The highest preset not above `version` (`0.19`, `0.11.2`, `v0.21.0rc1`); versions before 0.10 take the first.
 * @throws RangeError when `version` does not start with `major.minor`.
 */
export function enginePreset(version: string = DEFAULT_VLLM_VERSION): EnginePreset {
  const wanted = versionRank(version);
  let found = ENGINE_PRESETS[0]!;
  for (const candidate of ENGINE_PRESETS) if (versionRank(candidate.version) <= wanted) found = candidate;
  return found;
}

/** `server` is `vllm serve`, `offline` the `LLM` class. */
export type UsageContext = "server" | "offline";

/** What one step may hold. */
export interface BatchLimits {
  /** Tokens. */
  readonly maxNumBatchedTokens: number;
  /** Sequences. */
  readonly maxNumSeqs: number;
}

/** vLLM's default token and sequence budgets of a step, before `clampBatchLimits`. */
export function defaultBatchLimits(gpuMemoryGiB: number, isA100: boolean, usage: UsageContext): BatchLimits {
  const large = gpuMemoryGiB >= 70 && !isA100;
  if (large) return { maxNumBatchedTokens: usage === "server" ? 8192 : 16384, maxNumSeqs: 1024 };
  return { maxNumBatchedTokens: usage === "server" ? 2048 : 8192, maxNumSeqs: 256 };
}

/** Default limits fitted to a model: no more tokens than `maxNumSeqs` full sequences have, no more sequences than tokens. */
export function clampBatchLimits(limits: BatchLimits, maxModelLen: number): BatchLimits {
  const maxNumBatchedTokens = Math.min(limits.maxNumBatchedTokens, limits.maxNumSeqs * maxModelLen);
  return { maxNumBatchedTokens, maxNumSeqs: Math.min(limits.maxNumSeqs, maxNumBatchedTokens) };
}

/** Batch sizes, in tokens, for which a CUDA graph is captured: ascending, at most `largestSize` and maxNumBatchedTokens. */
export function cudaGraphSizes(
  maxNumSeqs: number,
  maxNumBatchedTokens: number,
  captureStepAbove256: number,
  largestSize: number = Math.min(2 * maxNumSeqs, 512),
): number[] {
  const largest = Math.min(largestSize, maxNumBatchedTokens);
  const sizes = [1, 2, 4];
  for (let size = 8; size < 256; size += 8) sizes.push(size);
  for (let size = 256; size <= largest; size += captureStepAbove256) sizes.push(size);
  return sizes.filter((size) => size <= largest);
}

function preset(
  version: string,
  asyncScheduling: boolean,
  cudaGraphMode: EngineConfig["cudaGraphMode"],
  captureStepAbove256: number,
  fullSequenceAdmission: boolean,
  gpuMemoryUtilization: number,
): EnginePreset {
  return {
    version,
    asyncScheduling,
    cudaGraphMode,
    captureStepAbove256,
    fullSequenceAdmission,
    gpuMemoryUtilization,
  };
}

function versionRank(version: string): number {
  const match = /^v?(\d+)\.(\d+)/.exec(version);
  if (!match) {
    throw new RangeError(
      `vLLM version ${JSON.stringify(version)} must start with major.minor, such as ${DEFAULT_VLLM_VERSION}`,
    );
  }
  return Number(match[1]) * 10_000 + Number(match[2]);
}
