import type { KernelConstants } from "../../roofline/kernels/constants.ts";
import { mfuOf, sdpaPoint } from "../kernel-point.ts";
import type { ProfileRow } from "./profile.ts";

/** Where a launch stands under the roofline. */
export interface Position {
  /** FLOP a byte, each tensor once through memory. */
  readonly intensity: number;
  /** The intensity at which compute and memory take equally long. */
  readonly ridge: number;
  /** Which roof is the lower one at this intensity. */
  readonly roof: "memory" | "compute";
  readonly tflops: number;
  /** Least bandwidth that this time needs, TB/s. */
  readonly tbs: number;
  readonly computeShare: number;
  readonly memoryShare: number;
  /** A roof binds when most of it is used; else neither does, and latency, occupancy or issue is what limits. */
  readonly boundBy: "memory" | "compute" | "neither";
}

/** Kernels at their roof reach 60 to 95 % of it. */
const BINDING = 0.6;

export function positionOf(row: ProfileRow, c: KernelConstants): Position {
  const point = sdpaPoint(row);
  const { bf16FlopsPerS, memoryBytesPerS } = c.chip;
  const intensity = point.flops / point.bytes;
  const ridge = bf16FlopsPerS / memoryBytesPerS;
  const computeShare = mfuOf(point, row.us, c);
  const tbs = point.bytes / (row.us * 1e-6) / 1e12;
  const memoryShare = (tbs * 1e12) / memoryBytesPerS;
  const roof = intensity < ridge ? "memory" : "compute";
  return {
    intensity,
    ridge,
    roof,
    tflops: point.flops / (row.us * 1e-6) / 1e12,
    tbs,
    computeShare,
    memoryShare,
    boundBy: Math.max(computeShare, memoryShare) < BINDING ? "neither" : roof,
  };
}

/** What the figures say, whatever the text beside them claimed. */
export function positionSentence(row: ProfileRow, position: Position): string {
  const { intensity, ridge, roof, computeShare, memoryShare, boundBy } = position;
  const percent = (share: number) => `${(100 * share).toFixed(0)} %`;
  const at = `At ${row.heads} heads: ${intensity.toFixed(0)} FLOP a byte against a ridge of ${ridge.toFixed(0)}`;
  const used = `${percent(computeShare)} of the compute peak and ${percent(memoryShare)} of the memory bandwidth`;
  if (boundBy === "neither") {
    return `${at}, so ${roof} is the lower roof, and yet it reaches ${used}: neither binds, and there is room under both.`;
  }
  return `${at}, with ${used}: bound by ${boundBy}.`;
}
