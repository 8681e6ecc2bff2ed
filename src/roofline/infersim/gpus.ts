import { UserError } from "../../errors.ts";

/** InferSim's row for a GPU: its figures are part of its arithmetic, so they are kept apart from our hardware config. */
export interface InferSimGpu {
  readonly name: string;
  readonly fp16TFlops: number;
  readonly fp8TFlops: number;
  /** MFU where no table has a row. */
  readonly defaultMfu: number;
  /** GB/s, and divided by GiB there: 80 % of the data sheet. */
  readonly memoryGBs: number;
  readonly nvlinkGBs: number;
}

/** InferSim, commit f2293da, hardware table. */
const GPUS: readonly InferSimGpu[] = [
  { name: "H100", fp16TFlops: 989.5, fp8TFlops: 1979, defaultMfu: 0.35, memoryGBs: 2680, nvlinkGBs: 720 },
  { name: "H800", fp16TFlops: 989, fp8TFlops: 1979, defaultMfu: 0.35, memoryGBs: 2744, nvlinkGBs: 160 },
];

/** @throws UserError for a GPU that InferSim's arithmetic has no figures for here */
export function inferSimGpu(name: string): InferSimGpu {
  const found = GPUS.find((gpu) => gpu.name.toLowerCase() === name.toLowerCase());
  if (found !== undefined) return found;
  throw new UserError({
    field: "--latency-model infersim",
    message: `has figures for ${GPUS.map((gpu) => gpu.name).join(" and ")} only`,
    got: name,
    remedy: "Use --latency-model mfu",
  });
}
