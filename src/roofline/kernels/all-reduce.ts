import type { KernelConstants, Line } from "./constants.ts";

/** `custom`: vLLM's own kernel inside a CUDA graph. `nccl`: NCCL's. `eager`: without a graph, launch floor dominated. */
export type AllReduceImpl = "custom" | "nccl" | "eager";

/** Largest message the custom kernel takes, bytes. */
const CUSTOM_MAX_BYTES = 8 * 2 ** 20;

/** What a serving step uses for a message of this size. */
export function allReduceImpl(_ranks: number, bytes: number): AllReduceImpl {
  return bytes <= CUSTOM_MAX_BYTES ? "custom" : "nccl";
}

/** Time to sum `bytes` over `ranks` GPUs joined by NVLink, microseconds. One rank: nothing to do. */
export function allReduceUs(ranks: number, bytes: number, impl: AllReduceImpl, c: KernelConstants): number {
  if (ranks === 1) return 0;
  const { oneShot, twoShot, nccl, eagerFloorUs } = c.allReduce;
  if (impl === "nccl") return line(nccl[ranks]!, bytes);
  if (impl === "eager") return Math.max(eagerFloorUs, line(nccl[ranks]!, bytes));
  const one = line(oneShot[ranks]!, bytes);
  const two = twoShot[ranks];
  return two === undefined ? one : Math.min(one, line(two, bytes));
}

function line({ latencyUs, bytesPerUs }: Line, bytes: number): number {
  return latencyUs + bytes / bytesPerUs;
}
