import { type Problem, UserError } from "../errors.ts";
import type { ArrivalSpec, GeneratorSpec, PromptSpec, TraceOptions } from "../workload/spec.ts";
import { PRESETS, type PresetName } from "../workload/spec.ts";
import type { WorkloadKind } from "./flags/spec.ts";
import { type FlagName, type FlagValues, flagSpec } from "./flags.ts";
import { lengthSpec } from "./length-request.ts";
import { flagValues, isExplicit, originText, type Setting, type Settings } from "./settings.ts";
import { stages } from "./stages.ts";
import { traceOptions } from "./trace-request.ts";

/** What to simulate, ready for the readers or the generators. */
export type WorkloadRequest =
  | { readonly kind: "trace"; readonly file: string; readonly options: TraceOptions }
  | { readonly kind: "generated"; readonly spec: GeneratorSpec; readonly seed: number };

/** The kind `--workload` names, or the one that the flags given imply. */
export function workloadKind(settings: Settings): WorkloadKind {
  const values = flagValues(settings);
  const { workload } = values;
  if (workload !== undefined) {
    return (PRESETS as readonly string[]).includes(workload) ? "preset" : (workload as WorkloadKind);
  }
  if (values.trace !== undefined) return "trace";
  if (values["prefill-tokens"] !== undefined) return "prompt";
  const lengths = ["prompt-tokens", "prompt-tokens-choices", "prompt-distribution"] as const;
  return lengths.some((name) => values[name] !== undefined) ? "distribution" : "random";
}

/**
 * @throws UserError when flags are missing, contradict each other, or mean nothing for this workload.
 */
export function workloadRequest(settings: Settings): WorkloadRequest {
  const kind = workloadKind(settings);
  refuseMeaningless(settings, kind);
  refuseTwoRates(settings);
  const values = flagValues(settings);
  if (kind === "trace") {
    const file = required(values, "trace", "--workload trace");
    const asked = RATE_FLAGS.some((name) => isExplicit(settings.get(name)));
    const arrivals = asked ? arrivalSpec(values) : undefined;
    // Of a file or the environment, they may be meant for other runs.
    const arrivalsMustApply = RATE_FLAGS.some((name) => settings.get(name)?.origin.layer === "flag");
    return { kind: "trace", file, options: { ...traceOptions(values, arrivals), arrivalsMustApply } };
  }
  if (kind === "prompt") return { kind: "generated", spec: singlePrompt(values), seed: 0 };
  const counted = values.stages === undefined || isExplicit(settings.get("num-prompts"));
  const spec: GeneratorSpec = {
    numRequests: counted ? values["num-prompts"] : undefined,
    arrivals: arrivalSpec(values),
    prompts: promptSpec(kind, values),
    maxConcurrency: values["max-concurrency"],
    kvBlockSize: values["block-size"],
  };
  return { kind: "generated", spec, seed: values.seed ?? 0 };
}

/** Those that say when requests arrive, where a trace does not. */
const RATE_FLAGS = ["request-rate", "ramp-up-strategy", "stages"] as const;

/** A flag that would be ignored is an error: silence would look like an effect. */
function refuseMeaningless(settings: Settings, kind: WorkloadKind): void {
  const problems = meaningless(settings, kind)
    .filter(([, { origin }]) => origin.layer === "flag")
    .map(([name, { origin }]): Problem => {
      const belongs = flagSpec(name).workloads!.join(", ");
      const remedy = `It belongs to ${belongs}: choose with --workload`;
      return { field: origin.detail ?? name, message: `has no effect with the workload "${kind}"`, remedy };
    });
  if (problems.length > 0) throw new UserError(problems);
}

/** A ramp-up and stages say the rate by themselves. */
function refuseTwoRates(settings: Settings): void {
  const other = (["ramp-up-strategy", "stages"] as const).find((name) => settings.has(name));
  if (other === undefined || settings.get("request-rate")?.origin.layer !== "flag") return;
  throw new UserError({
    field: "--request-rate",
    message: `cannot be given beside --${other}, which says the rate`,
  });
}

/** Settings of a file or of the environment that this run does not use, in sentences: they may be meant for others. */
export function unusedNotes(settings: Settings): string[] {
  const kind = workloadKind(settings);
  return meaningless(settings, kind)
    .filter(([, { origin }]) => origin.layer !== "flag")
    .map(
      ([name, { origin }]) => `${name} of ${originText(origin)} has no effect with the workload "${kind}"`,
    );
}

function meaningless(settings: Settings, kind: WorkloadKind): [FlagName, Setting][] {
  return [...settings].filter(([name, setting]) => {
    const { workloads } = flagSpec(name);
    return workloads !== undefined && !workloads.includes(kind) && isExplicit(setting);
  });
}

function arrivalSpec(values: FlagValues): ArrivalSpec {
  const strategy = values["ramp-up-strategy"];
  const rampUp =
    strategy === undefined
      ? undefined
      : {
          strategy,
          startRps: required(values, "ramp-up-start-rps", "--ramp-up-strategy"),
          endRps: required(values, "ramp-up-end-rps", "--ramp-up-strategy"),
        };
  return {
    requestRate: values["request-rate"] ?? Number.POSITIVE_INFINITY,
    burstiness: values.burstiness,
    process: values["arrival-process"],
    rampUp,
    stages: values.stages && stages(values.stages),
  };
}

function promptSpec(kind: WorkloadKind, values: FlagValues): PromptSpec {
  switch (kind) {
    case "random":
      return {
        kind,
        inputLen: values["random-input-len"],
        outputLen: values["random-output-len"],
        rangeRatio: values["random-range-ratio"],
        prefixLen: values["random-prefix-len"],
      };
    case "prefix_repetition":
      return {
        kind,
        prefixLen: values["prefix-repetition-prefix-len"],
        suffixLen: values["prefix-repetition-suffix-len"],
        numPrefixes: values["prefix-repetition-num-prefixes"],
        outputLen: values["prefix-repetition-output-len"],
      };
    case "preset":
      return { kind, name: values.workload as PresetName };
    case "sessions":
      return {
        kind,
        turns: { kind: "constant", value: required(values, "turns", "--workload sessions") },
        thinkTime: {
          kind: values["think-time-distribution"]!,
          meanS: required(values, "think-time", "--workload sessions"),
        },
        prompt: lengthSpec("prompt", values),
        output: lengthSpec("output", values),
        prefixLen: values["shared-prefix-tokens"],
      };
    default:
      return {
        kind: "distribution",
        prompt: lengthSpec("prompt", values),
        output: lengthSpec("output", values),
        prefixLen: values["shared-prefix-tokens"],
      };
  }
}

function singlePrompt(values: FlagValues): GeneratorSpec {
  const prompt = required(values, "prefill-tokens", "--workload prompt");
  return {
    numRequests: 1,
    arrivals: { requestRate: Number.POSITIVE_INFINITY },
    prompts: {
      kind: "distribution",
      prompt: { kind: "constant", value: prompt },
      output: { kind: "constant", value: values["output-tokens"] ?? 1 },
    },
  };
}

/** @throws UserError saying which flag `owner` needs. */
function required<Name extends keyof FlagValues>(
  values: FlagValues,
  name: Name,
  owner: string,
): NonNullable<FlagValues[Name]> {
  const value = values[name];
  if (value === undefined) throw new UserError({ field: owner, message: `needs --${name}` });
  return value as NonNullable<FlagValues[Name]>;
}
