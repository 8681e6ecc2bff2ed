import { type Problem, UserError } from "../errors.ts";
import type { Gpu } from "./hardware.ts";
import { DTYPE_BYTES, type ModelShape } from "./model-shape.ts";
import { weightBytes } from "./parameters.ts";
import { obstacleToTensorParallel } from "./tensor-parallel.ts";

/** What the memory of one GPU of a server depends on. */
export interface MemoryOptions {
  readonly model: ModelShape;
  readonly gpu: Gpu;
  /** Tensor-parallel ranks. */
  readonly tp: number;
  /** Share of the GPU's memory that vLLM may use, 0 to 1. */
  readonly gpuMemoryUtilization: number;
  /** Token budget of a step: activations are sized by it. */
  readonly maxNumBatchedTokens: number;
  /** Most sequences of a step: the sampler is sized by it. */
  readonly maxNumSeqs: number;
  /** Tokens per KV block. */
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
  /** Whole blocks that fit, the reserved one counted; 0 when nothing does. */
  readonly kvBlocks: number;
  readonly kvTokens: number;
  /** Whether there is room for the reserved block and one to use. */
  readonly fits: boolean;
  /** When it does not fit: bytes missing for those two blocks, and the smallest of tp 1, 2, 4, 8 that would do. */
  readonly missingBytes?: number;
  readonly smallestTp?: number;
}

const GIB = 2 ** 30;
/** Memory outside of PyTorch's: CUDA context and graphs; NCCL buffers beside them on more than one rank. */
const CONTEXT_BYTES = 0.22 * GIB;
const NCCL_BYTES = 0.42 * GIB;
/** Peak bytes per logit while sampling: bf16 and fp32 logits, probabilities, sort buffers. */
const SAMPLER_BYTES_PER_LOGIT = 44;
const ACTIVATION_BYTES = DTYPE_BYTES.bf16;
/** Block 0 is never handed out, so a pool needs one more. */
const FEWEST_BLOCKS = 2;
const TP_CHOICES = [1, 2, 4, 8];

/**
 * KV capacity by the arithmetic of vLLM's memory profiling: what the weights, the peak of a profiling step and the
 * context leave of `gpuMemoryUtilization`. Within 1.1 % of start-up logs of vLLM 0.11 and 0.15 on H100.
 *
 * Never throws for "does not fit".
 * @throws UserError when the GPU's memory is not known
 */
export function planMemory(options: MemoryOptions): MemoryPlan {
  const plan = planRanks(options);
  if (plan.fits) return plan;
  const missingBytes = FEWEST_BLOCKS * plan.kvBytesPerBlock - freeBytes(plan);
  const smallestTp = TP_CHOICES.find(
    (tp) => obstacleToTensorParallel(options.model, tp) === undefined && planRanks({ ...options, tp }).fits,
  );
  return { ...plan, missingBytes, ...(smallestTp === undefined ? {} : { smallestTp }) };
}

/** The sentence for a model that does not fit. */
export function memoryProblem(
  { model, gpu, tp }: Pick<MemoryOptions, "model" | "gpu" | "tp">,
  plan: MemoryPlan,
): Problem {
  const gib = (bytes: number) => `${(bytes / GIB).toFixed(1)} GiB`;
  const missing = gib(plan.missingBytes ?? 0);
  const { smallestTp } = plan;
  return {
    field: model.name,
    message:
      `does not fit on ${gpu.name} with --tp ${tp}, by ${missing} per GPU: weights ${gib(plan.weightBytes)}, ` +
      `activations ${gib(plan.activationBytes)}, overhead ${gib(plan.overheadBytes)}, ` +
      `of ${gib(plan.usableBytes)} usable`,
    remedy:
      smallestTp === undefined
        ? "No tp of 1, 2, 4 or 8 would do: take a GPU with more memory, FP8 weights, or a smaller token budget"
        : `--tp ${smallestTp} would do`,
  };
}

function planRanks(options: MemoryOptions): MemoryPlan {
  const { model, gpu, tp, blockSize } = options;
  if (gpu.device === undefined) {
    throw new UserError({
      field: `${gpu.name}.device`,
      message: "is missing from the hardware config, so its memory is not known",
      remedy: "Add the section with memoryGiB, or give --num-gpu-blocks-override",
    });
  }
  const totalBytes = gpu.device.memoryGiB * GIB;
  const sizes = {
    totalBytes,
    usableBytes: totalBytes * options.gpuMemoryUtilization,
    weightBytes: weightBytes(model) / tp,
    activationBytes: activationBytes(options),
    overheadBytes: CONTEXT_BYTES + (tp > 1 ? NCCL_BYTES : 0),
    kvBytesPerBlock: kvBytesPerToken(model, tp) * blockSize,
  };
  const kvBlocks = Math.max(0, Math.floor(freeBytes(sizes) / sizes.kvBytesPerBlock));
  return { ...sizes, kvBlocks, kvTokens: kvBlocks * blockSize, fits: kvBlocks >= FEWEST_BLOCKS };
}

type Sizes = Pick<MemoryPlan, "usableBytes" | "weightBytes" | "activationBytes" | "overheadBytes">;

function freeBytes({ usableBytes, weightBytes, activationBytes, overheadBytes }: Sizes): number {
  return usableBytes - weightBytes - overheadBytes - activationBytes;
}

/** KV cache of one token on one rank: K and V of each head there; MLA's latent vector is whole on every rank. */
export function kvBytesPerToken(model: ModelShape, tp: number): number {
  const { layers, kvHeads, headDim, mla } = model;
  const width =
    mla === undefined ? 2 * headDim * Math.max(1, kvHeads / tp) : mla.kvLoraRank + mla.ropeHeadDim;
  return layers * width * DTYPE_BYTES[model.kvDtype];
}

/** The larger of two peaks of the profiling step: inside of a layer's feed-forward, and while sampling. */
function activationBytes({ model, tp, maxNumBatchedTokens, maxNumSeqs }: MemoryOptions): number {
  const { hidden, vocab } = model;
  const layer = maxNumBatchedTokens * ACTIVATION_BYTES * ((3 * ffnWidth(model)) / tp + 4 * hidden);
  const sampling = maxNumSeqs * vocab * SAMPLER_BYTES_PER_LOGIT + maxNumBatchedTokens * 4 * hidden;
  return Math.max(layer, sampling);
}

/** Feed-forward width one token passes through, in the widest kind of layer. */
function ffnWidth({ layers, intermediate, moe }: ModelShape): number {
  if (moe === undefined) return intermediate;
  const mixed = moe.expertIntermediate * moe.topK + moe.sharedIntermediate;
  const dense = moe.firstDenseLayers > 0 ? intermediate : 0;
  return moe.firstDenseLayers === layers ? dense : Math.max(dense, mixed);
}
