import type { CalibratedParameters } from "../roofline/hardware.ts";

/** Where v1's parameters lie on machines that were measured. Outside of it a value is accepted, with a warning. */
const USUAL: Partial<Record<keyof CalibratedParameters, readonly [number, number]>> = {
  BwEffConstant: [0.6, 0.8],
  mfuPrefill: [0.5, 0.7],
  mfuDecode: [0.08, 0.15],
  tpScalingExponent: [0.7, 0.9],
  decodeTpScalingExponent: [0.95, 1],
  // NVLink 10 to 30, PCIe 50 to 100.
  allReduceLatency: [10, 100],
  mfuPrefillMultiplier: [0.8, 1.2],
  mfuDecodeMultiplier: [0.8, 1.2],
  prefillBwFactor: [0.8, 1],
  decodeBwFactor: [0.7, 1],
  vectorPeakFraction: [0.05, 0.15],
};

/** A parameter that is legal and unlikely. */
export interface RangeWarning {
  readonly key: keyof CalibratedParameters;
  readonly message: string;
}

export function rangeWarnings(parameters: CalibratedParameters): RangeWarning[] {
  const warnings: RangeWarning[] = [];
  for (const [name, [low, high]] of Object.entries(USUAL)) {
    const key = name as keyof typeof USUAL;
    const value = parameters[key] as number;
    if (value < low || value > high) {
      warnings.push({ key, message: `${value} is outside of its usual range, ${low} to ${high}` });
    }
  }
  for (const [mfu, multiplier] of [
    ["mfuPrefill", "mfuPrefillMultiplier"],
    ["mfuDecode", "mfuDecodeMultiplier"],
  ] as const) {
    const effective = parameters[mfu] * parameters[multiplier];
    if (effective > 1) {
      const shown = Number(effective.toPrecision(4));
      warnings.push({ key: multiplier, message: `times ${mfu} is ${shown}: above the peak of the chip` });
    }
  }
  return warnings;
}
