import { UserError } from "../errors.ts";
import type { Device } from "../roofline/hardware.ts";
import type { ManifestEntry } from "../roofline/tables/parse-manifest.ts";
import type { GemmSite } from "./gemm-sites.ts";
import { decodeGrid, gemmGrid, prefillGrid } from "./grid.ts";
import { allReducePoint, type KernelPoint, rankShape, sdpaPoint } from "./kernel-point.ts";
import {
  type BenchShape,
  DECODE_BATCHES,
  DECODE_TP,
  decodeKvLengths,
  GEMM_ROWS,
  PREFILL_LENGTHS,
} from "./sweeps.ts";
import {
  ALL_REDUCE_BYTES,
  ALL_REDUCE_IMPLS,
  ALL_REDUCE_RANKS,
  SDPA_HEADS,
  SDPA_SIZES,
} from "./sweeps-extra.ts";
import {
  ALL_REDUCE_TABLE,
  decodeTable,
  GEMM_TABLES,
  prefillTable,
  SDPA_TABLE,
  shapeName,
} from "./table-keys.ts";

/** Jobs beside the 25, in wave 0. All-reduce takes several GPUs of one node. */
export const EXTRAS = ["fp8", "allreduce", "sdpa"] as const;
export type Extra = (typeof EXTRAS)[number];

/** One job: one kernel on one GPU over a grid of sizes, into one table. */
export interface BenchJob {
  /** What `--only` names: `gemm`, `32-8-128/prefill`, `32-8-128/decode/tp2`. */
  readonly id: string;
  readonly kind: ManifestEntry["kind"];
  readonly dtype: "bf16" | "fp16" | "fp8";
  /** Waves run one after another; wave 0 runs beside all of them. */
  readonly wave: number;
  /** Path of its table relative to the GPU's folder. */
  readonly table: string;
  /** Names it in `--with`: it is none of the 25. */
  readonly extra?: Extra;
  /** Of one rank; kernels are keyed by it, never by model. */
  readonly shape?: BenchShape;
  readonly gpus: number;
  /** File of bench/kernels, and what tells it the sizes. */
  readonly script: string;
  readonly args: readonly string[];
  readonly points: readonly KernelPoint[];
}

/**
 * The peak that a job's utilisation is relative to, TFLOP/s.
 * @throws UserError when the GPU does not compute in the job's element type.
 */
export function peakTFlopsOf({ id, dtype }: BenchJob, gpu: string, device: Device): number {
  if (dtype !== "fp8") return device.bf16TFlops;
  if (device.fp8TFlops !== undefined) return device.fp8TFlops;
  throw new UserError({
    field: id,
    message: `cannot run on ${gpu}, which has no FP8 tensor cores`,
    remedy: "Leave fp8 out of --with and --only",
  });
}

export function gemmJob(dtype: "bf16" | "fp8", sites: readonly GemmSite[]): BenchJob {
  return {
    id: dtype === "bf16" ? "gemm" : "gemm-fp8",
    kind: "gemm",
    dtype,
    wave: 0,
    table: GEMM_TABLES[dtype],
    gpus: 1,
    ...(dtype === "fp8" ? { extra: "fp8" } : {}),
    script: "gemm.py",
    args: [`--dtype=${dtype}`, `--m=${GEMM_ROWS}`, `--sites=${sites.map(({ k, n }) => `${k}x${n}`)}`],
    points: gemmGrid(sites, dtype),
  };
}

/** Prefill, and decode on 1, 2 and 4 ranks. */
export function shapeJobs(shape: BenchShape, wave: number): BenchJob[] {
  const name = shapeName(shape);
  const common = { dtype: "bf16", wave, gpus: 1 } as const;
  return [
    {
      ...common,
      id: `${name}/prefill`,
      kind: "prefill",
      table: prefillTable(shape),
      shape,
      script: "prefill.py",
      args: [...shapeArgs(shape), `--seq-lens=${PREFILL_LENGTHS}`],
      points: prefillGrid(shape),
    },
    ...DECODE_TP.map((tp): BenchJob => {
      const rank = rankShape(shape, tp);
      return {
        ...common,
        id: `${name}/decode/tp${tp}`,
        kind: "decode",
        table: decodeTable(shape, tp),
        shape: rank,
        script: "decode.py",
        args: [
          ...shapeArgs(rank),
          ...DECODE_BATCHES.map((batch) => `--sweep=${batch}x${decodeKvLengths(batch)}`),
        ],
        points: decodeGrid(rank),
      };
    }),
  ];
}

export function allReduceJob(): BenchJob {
  return {
    id: "allreduce",
    extra: "allreduce",
    kind: "allreduce",
    dtype: "bf16",
    wave: 0,
    table: ALL_REDUCE_TABLE,
    gpus: Math.max(...ALL_REDUCE_RANKS),
    script: "allreduce.py",
    args: [`--ranks=${ALL_REDUCE_RANKS}`, `--bytes=${ALL_REDUCE_BYTES}`],
    points: ALL_REDUCE_IMPLS.flatMap((impl) =>
      ALL_REDUCE_RANKS.flatMap((ranks) =>
        ALL_REDUCE_BYTES.map((bytes) => allReducePoint(impl, ranks, bytes)),
      ),
    ),
  };
}

export function sdpaJob(): BenchJob {
  const { batch, seqLen, headDim } = SDPA_SIZES;
  return {
    id: "sdpa",
    extra: "sdpa",
    kind: "sdpa",
    dtype: "fp16",
    wave: 0,
    table: SDPA_TABLE,
    gpus: 1,
    script: "sdpa.py",
    args: [`--heads=${SDPA_HEADS}`, `--batch=${batch}`, `--seq-len=${seqLen}`, `--head-dim=${headDim}`],
    points: SDPA_HEADS.map((heads) => sdpaPoint({ heads, ...SDPA_SIZES })),
  };
}

function shapeArgs({ heads, kvHeads, headDim }: BenchShape): string[] {
  return [`--heads=${heads}`, `--kv-heads=${kvHeads}`, `--head-dim=${headDim}`];
}
