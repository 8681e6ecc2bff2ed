import type { Gpu } from "./hardware.ts";
import type { ModelShape } from "./model-shape.ts";

export interface MemoryOptions {
  readonly model: ModelShape;
  readonly gpu: Gpu;
  readonly tp: number;
  readonly gpuMemoryUtilization: number;
  readonly maxNumBatchedTokens: number;
  readonly maxNumSeqs: number;
  readonly blockSize: number;
}

/** Bytes on one GPU, and the KV blocks that remain. */
export interface MemoryPlan {
  readonly totalBytes: number;
  readonly usableBytes: number;
  readonly weightBytes: number;
  readonly activationBytes: number;
  /** CUDA context, graphs, NCCL. */
  readonly overheadBytes: number;
  readonly kvBytesPerBlock: number;
  /** Whole blocks that fit; 0 when nothing does. */
  readonly kvBlocks: number;
  readonly kvTokens: number;
  readonly fits: boolean;
  /** When it does not fit: bytes missing for a single block, and the smallest of tp 1, 2, 4, 8 that would do. */
  readonly missingBytes?: number;
  readonly smallestTp?: number;
}

/** KV capacity by the arithmetic of vLLM's memory profiling (engine.md section 4). Never throws for "does not fit". */
export function planMemory(_options: MemoryOptions): MemoryPlan {
  throw new Error("planMemory: wired by the roofline modules");
}
