import * as z from "zod";

/** Whatever value: NaN and infinities are no numbers to zod. */
const POSITIVE = "must be a valid positive number";
const NOT_NEGATIVE = "must be a valid number, 0 or more";

function positive() {
  return z.number(POSITIVE).positive(POSITIVE);
}

function notNegative() {
  return z.number(NOT_NEGATIVE).nonnegative(NOT_NEGATIVE);
}

/** A share of a rate: above it there is nothing. */
function efficiency() {
  const message = "must be above 0 and at most 1";
  return z.number(message).positive(message).max(1, message);
}

/** v1's keys with their defaults; units with CalibratedParameters. The first five have none. */
const CALIBRATED = {
  TFlopsPeak: positive(),
  BwPeakTBs: positive(),
  BwEffConstant: positive(),
  mfuPrefill: positive(),
  mfuDecode: positive(),
  tpScalingExponent: positive().default(0.8),
  decodeTpScalingExponent: positive().default(1),
  TOverheadMicros: notNegative().default(50),
  prefillOverheadMicros: notNegative().default(100),
  mixedPrefillOverheadMicros: notNegative().default(50),
  allReduceLatency: notNegative().default(20),
  mfuPrefillMultiplier: positive().default(1),
  mfuDecodeMultiplier: positive().default(1),
  prefillBwFactor: positive().default(1),
  decodeBwFactor: positive().default(1),
  vectorPeakFraction: positive().default(0.1),
  perLayerOverhead: notNegative().default(5),
  perLayerOverheadApplies: z.boolean("must be true or false").default(true),
};

const DEVICE = {
  bf16TFlops: positive(),
  fp8TFlops: positive().exactOptional(),
  memoryTBs: positive(),
  memoryGiB: positive(),
  sms: z.number(POSITIVE).int("must be a whole number").positive(POSITIVE),
  l2MiB: positive(),
  nvlinkGBs: positive().exactOptional(),
};

const MFU = {
  hostSyncUs: notNegative(),
  hostSyncPerSequenceUs: notNegative(),
  hostAsyncUs: notNegative(),
  hostAsyncPerSequenceUs: notNegative(),
  hostEarlyAsyncUs: notNegative().exactOptional(),
  hostEarlyAsyncPerSequenceUs: notNegative().exactOptional(),
  allReduceSkewUs: notNegative().exactOptional(),
  computeEfficiency: efficiency().exactOptional(),
  bandwidthEfficiency: efficiency().exactOptional(),
  admissionUs: notNegative(),
  admissionPerTokenUs: notNegative(),
};

const GPU = {
  ...CALIBRATED,
  device: z.strictObject(DEVICE, "must be an object").exactOptional(),
  mfu: z.strictObject(MFU, "must be an object").exactOptional(),
  sources: z.record(z.string(), z.string("must be a text"), "must be an object of texts").exactOptional(),
};

/** hardware_config.json: GPUs by name. */
export const hardwareSchema = z.record(
  z.string(),
  z.strictObject(GPU, "must be an object with the keys of a GPU"),
  "must be an object of GPUs by name",
);

export type GpuEntry = z.infer<typeof hardwareSchema>[string];

/** Keys known at a path of the file. */
export function hardwareKeysAt(path: readonly (string | number)[]): string[] {
  if (path[1] === "device") return Object.keys(DEVICE);
  if (path[1] === "mfu") return Object.keys(MFU);
  return Object.keys(GPU);
}
