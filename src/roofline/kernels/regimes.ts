import { gemmBytes, gemmFloorUs, memoryFloorUs, prefillFlops } from "./bounds.ts";
import type { KernelConstants } from "./constants.ts";

/** Which of its limits sets the time of a kernel. Errors are known by regime. */
const REGIMES = ["launch", "memory", "compute"] as const;
export type Regime = (typeof REGIMES)[number];

/** About what a launch without work takes, microseconds: at the peaks, work below this is launch-bound. */
const LAUNCH_US = { gemm: 4, attention: 12, custom: 5, nccl: 10 } as const;

export function gemmRegime(
  m: number,
  k: number,
  n: number,
  dtype: "bf16" | "fp8",
  c: KernelConstants,
): Regime {
  const memoryUs = memoryFloorUs(gemmBytes(m, k, n, dtype), c);
  return regimeOf(gemmFloorUs(m, k, n, dtype, c), memoryUs, LAUNCH_US.gemm);
}

/** `tokens` new ones a chunk, after `context` cached ones. */
export function prefillRegime(
  heads: number,
  kvHeads: number,
  headDim: number,
  chunks: number,
  tokens: number,
  context: number,
  c: KernelConstants,
): Regime {
  const computeUs = (chunks * prefillFlops(heads, headDim, tokens, context) * 1e6) / c.chip.bf16FlopsPerS;
  const elements = chunks * headDim * (2 * heads * tokens + 2 * kvHeads * (tokens + context));
  return regimeOf(computeUs, memoryFloorUs(2 * elements, c), LAUNCH_US.attention);
}

export function decodeRegime(
  heads: number,
  kvHeads: number,
  headDim: number,
  kvSum: number,
  kvBytesPerElement: number,
  c: KernelConstants,
): Regime {
  const computeUs = (4 * heads * headDim * kvSum * 1e6) / c.chip.bf16FlopsPerS;
  const memoryUs = memoryFloorUs(2 * kvHeads * headDim * kvSum * kvBytesPerElement, c);
  return regimeOf(computeUs, memoryUs, LAUNCH_US.attention);
}

/** `memory` stands for the links between GPUs. */
export function allReduceRegime(bytes: number, impl: "custom" | "nccl", c: KernelConstants): Regime {
  return (bytes / c.chip.nvlinkBytesPerS) * 1e6 < LAUNCH_US[impl] ? "launch" : "memory";
}

function regimeOf(computeUs: number, memoryUs: number, launchUs: number): Regime {
  if (Math.max(computeUs, memoryUs) < launchUs) return "launch";
  return computeUs >= memoryUs ? "compute" : "memory";
}
