import { UserError } from "../errors.ts";
import { generationOf } from "../roofline/generation.ts";
import type { CalibratedParameters, Gpu, MfuParameters } from "../roofline/hardware.ts";
import type { FitParameter } from "./measurement.ts";

type NumberKey<T> = { [K in keyof T]-?: T[K] extends number | undefined ? K : never }[keyof T] & string;

function v1(
  name: NumberKey<CalibratedParameters>,
  unit: string,
  low: number,
  high: number,
  meaning: string,
): FitParameter {
  return {
    ...{ name, unit, low, high, meaning },
    get: ({ calibrated }) => calibrated[name],
    set: (gpu, value) => ({ ...gpu, calibrated: { ...gpu.calibrated, [name]: value } }),
  };
}

function v2(
  name: NumberKey<MfuParameters>,
  unit: string,
  low: number,
  high: number,
  meaning: string,
  absent = 0,
): FitParameter {
  return {
    ...{ name: `mfu.${name}`, unit, low, high, meaning },
    get: ({ mfu }) => mfu?.[name] ?? absent,
    set: (gpu, value) => ({ ...gpu, mfu: { ...mfuOf(gpu), [name]: value } }),
  };
}

/** Efficiencies may wander above 1 in the fit, so that a measurement that asks for it is refused and not hidden. */
const V1: readonly FitParameter[] = [
  v1("mfuPrefillMultiplier", "1", 0.1, 2.5, "what prefill GEMMs reach, times mfuPrefill"),
  v1("mfuDecodeMultiplier", "1", 0.1, 12, "what decode GEMMs reach, times mfuDecode"),
  v1("BwEffConstant", "1", 0.2, 1.3, "share of the memory peak"),
  v1("TOverheadMicros", "us", 0, 20_000, "overhead of a step"),
  v1("prefillOverheadMicros", "us", 0, 5_000, "overhead of a prompt in a pure prefill step"),
  v1("mixedPrefillOverheadMicros", "us", 0, 5_000, "overhead of a prompt in a mixed step"),
  v1("allReduceLatency", "us", 1, 300, "one all-reduce"),
  v1("mfuPrefill", "1", 0.05, 1.3, "share of the peak of prefill GEMMs"),
  v1("mfuDecode", "1", 0.02, 1.3, "share of the peak of decode GEMMs"),
  v1("prefillBwFactor", "1", 0.3, 1.3, "share of the effective bandwidth in prefill"),
  v1("decodeBwFactor", "1", 0.3, 1.3, "share of the effective bandwidth in decode"),
  v1("vectorPeakFraction", "1", 0.02, 1, "rate of attention as a share of the peak"),
  v1("tpScalingExponent", "1", 0.3, 1, "prefill compute shrinks by tp to this power"),
  v1("decodeTpScalingExponent", "1", 0.5, 1, "decode shrinks by tp to this power"),
  v1("perLayerOverhead", "us", 0, 200, "overhead of a layer"),
];

const EFFICIENCIES: readonly FitParameter[] = [
  v2("computeEfficiency", "1", 0.3, 1, "share of the compute rates timed alone that service keeps", 1),
  v2("bandwidthEfficiency", "1", 0.3, 1, "share of the memory rates timed alone that service keeps", 1),
];

/** The host constants that this way of scheduling reads: the others cannot be seen. */
function hostParameters(asyncScheduling: boolean, vllmVersion: string): FitParameter[] {
  const kind = !asyncScheduling ? "Sync" : generationOf(vllmVersion).asyncByDefault ? "Async" : "EarlyAsync";
  return [
    v2(`host${kind}Us`, "us", 0, 10_000, "host time of a step outside of the GPU's"),
    v2(`host${kind}PerSequenceUs`, "us", 0, 200, "host time of a sequence of a step"),
  ];
}

const ADMISSION: readonly FitParameter[] = [
  v2("admissionUs", "us", 0, 100_000, "before the scheduler sees a request"),
  v2("admissionPerTokenUs", "us", 0, 100, "the same, per prompt token"),
];

interface ParameterChoice {
  readonly latencyModel: "calibrated" | "mfu";
  readonly what: "kernels" | "steps" | "requests";
  readonly tp: number;
  readonly asyncScheduling: boolean;
  readonly vllmVersion: string;
  /** Names asked for; absent: the few that this kind of file can say something about. */
  readonly only?: readonly string[] | undefined;
}

/** @throws UserError for a name that is no parameter, or that nothing in such a file depends on */
export function chooseParameters(choice: ParameterChoice): readonly FitParameter[] {
  const { available, usual } = candidates(choice);
  if (choice.only === undefined) return available.filter(({ name }) => usual(name));
  return choice.only.map((wanted) => {
    const found = available.find(({ name }) => name === wanted || name === `mfu.${wanted}`);
    if (found !== undefined) return found;
    const known = available.map(({ name }) => name).join(", ");
    throw new UserError({
      field: "--fit",
      message: "names no parameter to fit here",
      got: wanted,
      remedy: `There is: ${known}`,
    });
  });
}

function candidates({ latencyModel, what, tp, asyncScheduling, vllmVersion }: ParameterChoice): {
  available: readonly FitParameter[];
  usual: (name: string) => boolean;
} {
  if (latencyModel === "calibrated") {
    const usual = ["mfuPrefillMultiplier", "mfuDecodeMultiplier", "BwEffConstant", "TOverheadMicros"];
    return {
      available: V1,
      usual: (name) => usual.includes(name) || (tp > 1 && name === "allReduceLatency"),
    };
  }
  const host = hostParameters(asyncScheduling, vllmVersion);
  const available =
    what === "kernels"
      ? EFFICIENCIES
      : what === "steps"
        ? [...host, ...EFFICIENCIES]
        : [...host, ...ADMISSION, ...EFFICIENCIES];
  return { available, usual: () => true };
}

function mfuOf({ name, mfu }: Gpu): MfuParameters {
  if (mfu !== undefined) return mfu;
  throw new UserError({ field: name, message: "has no mfu section in the hardware config to calibrate" });
}

/** Fitted shares of a peak that came out above it; the effective share of v1 is a product of its keys. */
export function abovePeak(
  { calibrated: p }: Gpu,
  fitted: readonly FitParameter[],
): { name: string; value: number }[] {
  const isFitted = (key: string) => fitted.some(({ name }) => name === key);
  const prefill = isFitted("mfuPrefill") || isFitted("mfuPrefillMultiplier");
  const decode = isFitted("mfuDecode") || isFitted("mfuDecodeMultiplier");
  const shares = [
    [prefill, "mfuPrefill x mfuPrefillMultiplier", p.mfuPrefill * p.mfuPrefillMultiplier],
    [decode, "mfuDecode x mfuDecodeMultiplier", p.mfuDecode * p.mfuDecodeMultiplier],
    [isFitted("BwEffConstant"), "BwEffConstant", p.BwEffConstant],
    [isFitted("prefillBwFactor"), "BwEffConstant x prefillBwFactor", p.BwEffConstant * p.prefillBwFactor],
    [isFitted("decodeBwFactor"), "BwEffConstant x decodeBwFactor", p.BwEffConstant * p.decodeBwFactor],
  ] as const;
  return shares.flatMap(([concerned, name, value]) => (concerned && value > 1 ? [{ name, value }] : []));
}
