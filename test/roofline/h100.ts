import type { Device } from "../../src/roofline/hardware.ts";
import { constantsFor } from "../../src/roofline/kernels/constants.ts";

/** Data-sheet facts of the H100 SXM. */
export const H100_DEVICE: Device = {
  bf16TFlops: 989.5,
  fp8TFlops: 1979,
  memoryTBs: 3.35,
  memoryGiB: 79.18,
  sms: 132,
  l2MiB: 50,
  nvlinkGBs: 450,
};

export const H100_CONSTANTS = constantsFor("H100", H100_DEVICE);
