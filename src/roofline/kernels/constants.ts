import type { Device } from "../hardware.ts";
import { H100 } from "./constants-h100.ts";

/** What the analytic kernel models know of one GPU: its data sheet and the parameters fitted on measurements. */
export interface KernelConstants {
  /** Name as in hardware_config.json. */
  readonly gpu: string;
  readonly chip: Chip;
  readonly gemm: { readonly bf16: GemmConstants; readonly fp8: GemmConstants };
  readonly prefill: PrefillConstants;
  readonly decode: DecodeConstants;
  readonly allReduce: AllReduceConstants;
  readonly elementwise: ElementwiseConstants;
  readonly origin: KernelOrigin;
}

/** Data-sheet figures in SI units: FLOP/s, bytes/s, counts. */
export interface Chip {
  readonly bf16FlopsPerS: number;
  /** 0: the chip has no FP8 units. */
  readonly fp8FlopsPerS: number;
  readonly memoryBytesPerS: number;
  readonly sms: number;
  readonly l2Bytes: number;
  /** NVLink, bytes/s each way; 0: none. */
  readonly nvlinkBytesPerS: number;
}

/** Largest utilisations are fractions of the chip's peak, in (0, 1]; times are microseconds. */
export interface GemmConstants {
  readonly computeUtilisation: number;
  readonly memoryUtilisation: number;
  readonly floorUs: number;
}

export interface PrefillConstants {
  readonly computeUtilisation: number;
  readonly floorUs: number;
}

export interface DecodeConstants {
  readonly memoryUtilisation: number;
  readonly floorUs: number;
}

/** `latencyUs + bytes / bytesPerUs`. */
export interface Line {
  readonly latencyUs: number;
  readonly bytesPerUs: number;
}

/** One entry per number of ranks. `oneShot` and `twoShot` are the two algorithms of the custom kernel. */
export interface AllReduceConstants {
  readonly oneShot: Readonly<Record<number, Line>>;
  readonly twoShot: Readonly<Record<number, Line>>;
  readonly nccl: Readonly<Record<number, Line>>;
  readonly eagerFloorUs: number;
}

export interface ElementwiseConstants {
  readonly kernelsPerLayer: number;
  readonly launchUs: number;
  readonly memoryUtilisation: number;
}

/** Where constants come from, and how far they were off what they were not fitted on. */
export interface KernelOrigin {
  /** "fitted", or "derived": the fitted GPU's efficiencies on this chip's peaks. */
  readonly kind: "fitted" | "derived";
  readonly fittedOn: string;
  readonly note?: string;
}

/**
 * Constants for a GPU: the H100's as fitted, any other chip's derived from them.
 *
 * Efficiencies (fractions of a peak) and launch floors are properties of the kernels and carry over; peaks,
 * bandwidths and SM counts come from `device`.
 */
export function constantsFor(gpuName: string, device: Device): KernelConstants {
  if (gpuName === H100.gpu) return H100;
  return {
    ...H100,
    gpu: gpuName,
    chip: chipOf(device),
    origin: {
      kind: "derived",
      fittedOn: H100.origin.fittedOn,
      note: `${H100.gpu} efficiencies on the data-sheet peaks of ${gpuName}; never measured on it`,
    },
  };
}

function chipOf(device: Device): Chip {
  return {
    bf16FlopsPerS: device.bf16TFlops * 1e12,
    fp8FlopsPerS: (device.fp8TFlops ?? 0) * 1e12,
    memoryBytesPerS: device.memoryTBs * 1e12,
    sms: device.sms,
    l2Bytes: device.l2MiB * 2 ** 20,
    nvlinkBytesPerS: (device.nvlinkGBs ?? 0) * 1e9,
  };
}
