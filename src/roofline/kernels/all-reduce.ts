import type { CustomConstants, KernelConstants, NcclConstants } from "./constants.ts";
import { smoothMax } from "./smooth-max.ts";

/** `custom`: vLLM's own kernels inside a CUDA graph. `nccl`: NCCL's. `eager`: launched without a graph. */
export type AllReduceImpl = "custom" | "nccl" | "eager";

const KIB = 2 ** 10;
const MIB = 2 ** 20;

/**
 * Sizes at which vLLM changes its kernel on Hopper, bytes (csrc/custom_all_reduce.cuh; all_reduce_utils.py,
 * CUSTOM_ALL_REDUCE_MAX_SIZES and SYMM_MEM_ALL_REDUCE_MAX_SIZES for compute capability 9.0; the custom kernel's own
 * buffer of 8 MiB caps it): every peer's message is read directly below `direct`, reduced and gathered from there to
 * `most`, and left to NCCL beyond.
 */
const LIMITS = {
  2: { direct: 8 * MIB, most: 64 * MIB },
  4: { direct: 512 * KIB, most: 32 * MIB },
  8: { direct: 256 * KIB, most: 64 * MIB },
} as const;

/** Exponent of the rounded corner between the two-step kernel's synchronisation and its transfer. */
const FLOOR_OVERLAP = 8;

/** What a serving step captured in a CUDA graph uses for a message of this size. */
export function allReduceImpl(ranks: number, bytes: number): AllReduceImpl {
  return bytes <= LIMITS[measuredRanks(ranks)].most ? "custom" : "nccl";
}

/**
 * Time to sum `bytes` over `ranks` GPUs of a server joined by NVLink, microseconds. One rank: nothing to do.
 *
 * @throws RangeError beyond 8 ranks: no server has more, and networks between servers are not modelled
 */
export function allReduceUs(ranks: number, bytes: number, impl: AllReduceImpl, c: KernelConstants): number {
  if (ranks === 1) return 0;
  const size = measuredRanks(ranks);
  const { custom, nccl, eagerFloorUs } = c.allReduce;
  if (impl === "nccl") return ncclUs(bytes, nccl[size]);
  if (impl === "eager")
    return Math.max(eagerFloorUs, allReduceUs(ranks, bytes, allReduceImpl(ranks, bytes), c));
  if (bytes > LIMITS[size].most) return ncclUs(bytes, nccl[size]);
  return customUs(bytes, LIMITS[size].direct, custom[size]);
}

function customUs(bytes: number, direct: number, p: CustomConstants): number {
  if (bytes < direct) return p.directUs + bytes / p.directBytesPerUs;
  return smoothMax(p.scatterFloorUs, p.scatterUs + bytes / p.scatterBytesPerUs, FLOOR_OVERLAP);
}

/** NCCL's tuner takes the protocol it expects to be fastest. */
function ncclUs(bytes: number, p: NcclConstants): number {
  return Math.min(
    p.llUs + bytes / p.llBytesPerUs,
    p.ll128Us + bytes / p.ll128BytesPerUs,
    p.simpleUs + bytes / p.simpleBytesPerUs,
  );
}

/** Groups between the measured sizes are priced as the next larger one. */
function measuredRanks(ranks: number): 2 | 4 | 8 {
  if (ranks > 8) throw new RangeError(`no all-reduce model for ${ranks} ranks: 8 GPUs of one server at most`);
  return ranks <= 2 ? 2 : ranks <= 4 ? 4 : 8;
}
