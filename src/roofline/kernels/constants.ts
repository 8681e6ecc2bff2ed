import type { Device } from "../hardware.ts";
import { H100 } from "./constants-h100.ts";
import type { ALL_REDUCE_CUSTOM, ALL_REDUCE_NCCL } from "./parameters/all-reduce.ts";
import type { DECODE } from "./parameters/decode.ts";
import type { GEMM_BF16 } from "./parameters/gemm-bf16.ts";
import type { GEMM_FP8 } from "./parameters/gemm-fp8.ts";
import type { ValuesOf } from "./parameters/parameter.ts";
import type { PREFILL } from "./parameters/prefill.ts";
import type { Regime } from "./regimes.ts";

/** What the analytic kernel models know of one GPU: its data sheet and the parameters fitted on measurements. */
export interface KernelConstants {
  /** Name as in hardware_config.json. */
  readonly gpu: string;
  readonly chip: Chip;
  readonly gemm: { readonly bf16: ValuesOf<typeof GEMM_BF16>; readonly fp8: ValuesOf<typeof GEMM_FP8> };
  readonly prefill: ValuesOf<typeof PREFILL>;
  readonly decode: ValuesOf<typeof DECODE>;
  readonly allReduce: AllReduceConstants;
  readonly elementwise: ElementwiseConstants;
  /** Whether FP8 GEMMs take larger tiles from 8192 rows on. Absent: they do, as in the measurements. */
  readonly fp8LargeTiles?: boolean;
  readonly origin: KernelOrigin;
  /** Errors on sites, shapes and sizes that were not fitted, by operation and regime. */
  readonly errors: KernelErrors;
}

/** Data-sheet figures in SI units: FLOP/s, bytes/s, counts. */
export interface Chip {
  readonly bf16FlopsPerS: number;
  /** 0: the chip has no FP8 units. */
  readonly fp8FlopsPerS: number;
  readonly memoryBytesPerS: number;
  readonly sms: number;
  readonly l2Bytes: number;
  /** Link between the GPUs of a server, bytes/s each way: NVLink, or PCIe where there is none. */
  readonly nvlinkBytesPerS: number;
}

export type CustomConstants = ValuesOf<typeof ALL_REDUCE_CUSTOM>;
export type NcclConstants = ValuesOf<typeof ALL_REDUCE_NCCL>;

/** By number of ranks. */
interface AllReduceConstants {
  readonly custom: Readonly<Record<2 | 4 | 8, CustomConstants>>;
  readonly nccl: Readonly<Record<2 | 4 | 8, NcclConstants>>;
  /** Least time of an all-reduce launched without a CUDA graph. */
  readonly eagerFloorUs: number;
}

interface ElementwiseConstants {
  readonly kernelsPerLayer: number;
  readonly launchUs: number;
  readonly memoryUtilisation: number;
}

/** Where constants come from. */
export interface KernelOrigin {
  /** "fitted", or "derived": the fitted GPU's efficiencies on this chip's peaks. */
  readonly kind: "fitted" | "derived";
  readonly fittedOn: string;
  /** ISO date of the fit. */
  readonly date: string;
  /** Seed of the folds. */
  readonly seed: string;
  readonly note?: string;
}

/** Operations with an error record. */
export const FITTED_OPS = [
  "gemmBf16",
  "gemmFp8",
  "prefill",
  "decode",
  "allReduceCustom",
  "allReduceNccl",
] as const;
export type FittedOp = (typeof FITTED_OPS)[number];

/** Percentages over rows that were held out of the fit that predicts them. */
export interface ErrorFigures {
  readonly rows: number;
  readonly mapePct: number;
  readonly medianPct: number;
  readonly p90Pct: number;
  /** Mean signed error; positive: predicted too slow. */
  readonly biasPct: number;
  /** Sum of absolute errors over the sum of times. */
  readonly timeWeightedPct: number;
}

export type KernelErrors = Readonly<
  Record<FittedOp, Readonly<Partial<Record<Regime | "all", ErrorFigures>>>>
>;

/**
 * Constants for a GPU: the H100's as fitted, any other chip's derived from them.
 *
 * Fractions of a peak, launch floors and rates of one SM are properties of the kernels and carry over; peaks,
 * bandwidths, SM counts and L2 sizes come from `device`, all-reduce rates scale with NVLink. The errors are the fitted
 * GPU's: on another they are a lower limit.
 */
export function constantsFor(gpuName: string, device: Device): KernelConstants {
  const chip = chipOf(device);
  if (gpuName === H100.gpu && sameChip(chip, H100.chip)) return H100;
  const { note } = H100.origin;
  return {
    ...H100,
    gpu: gpuName,
    chip,
    allReduce: overNvlink(H100.allReduce, chip.nvlinkBytesPerS / H100.chip.nvlinkBytesPerS),
    origin: {
      ...H100.origin,
      kind: "derived",
      note: `${H100.gpu} efficiencies on the data-sheet figures of ${gpuName}, never measured on it${note ? `; ${note}` : ""}`,
    },
  };
}

/**
 * The same constants for KV caches that are never still in L2 from the call before.
 *
 * Kernels timed back to back find up to 40 MB of operands in L2. In a serving step the other layers' weights and KV
 * pass through L2 between two uses of the same KV.
 */
export function coldCache(c: KernelConstants): KernelConstants {
  return { ...c, decode: { ...c.decode, l2Share: 1e-9 } };
}

function sameChip(a: Chip, b: Chip): boolean {
  // Unit conversions of the same data sheet differ in the last bits.
  return (Object.keys(a) as (keyof Chip)[]).every((figure) => Math.abs(a[figure] / b[figure] - 1) < 1e-9);
}

function chipOf(device: Device): Chip {
  return {
    bf16FlopsPerS: device.bf16TFlops * 1e12,
    fp8FlopsPerS: (device.fp8TFlops ?? 0) * 1e12,
    memoryBytesPerS: device.memoryTBs * 1e12,
    sms: device.sms,
    l2Bytes: device.l2MiB * 2 ** 20,
    nvlinkBytesPerS: (device.nvlinkGBs ?? PCIE_GBS) * 1e9,
  };
}

/** PCIe 4 x16, each way: what ranks without NVLink share. */
const PCIE_GBS = 32;

function overNvlink(fitted: AllReduceConstants, ratio: number): AllReduceConstants {
  const scaled = <T extends CustomConstants | NcclConstants>(p: T): T =>
    Object.fromEntries(
      Object.entries(p).map(([name, value]) => [name, name.endsWith("BytesPerUs") ? value * ratio : value]),
    ) as T;
  const { custom, nccl, eagerFloorUs } = fitted;
  return {
    custom: { 2: scaled(custom[2]), 4: scaled(custom[4]), 8: scaled(custom[8]) },
    nccl: { 2: scaled(nccl[2]), 4: scaled(nccl[4]), 8: scaled(nccl[8]) },
    eagerFloorUs,
  };
}
