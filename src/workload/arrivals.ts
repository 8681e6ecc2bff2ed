import { checkPositive, checkWhole, fail } from "./check.ts";
import { gapSampler, type Sampler } from "./distributions.ts";
import type { RandomSource } from "./rng.ts";
import type { ArrivalSpec, RampUp, Stage } from "./spec.ts";

const NS_PER_SECOND = 1e9;

/**
 * Arrival times in whole nanoseconds, non-decreasing, as `vllm bench serve` draws them (benchmarks/serve.py, get_request):
 * gaps from the chosen distribution, then all times rescaled so that the last is exactly N / rate; with a ramp-up, not rescaled.
 */
export function arrivalTimesNs(spec: ArrivalSpec, count: number, source: RandomSource): Float64Array {
  const gap = unitGaps(spec, source);
  const { rampUp, stages } = spec;
  if (rampUp && stages) fail({ field: "--ramp-up-strategy", message: "cannot be combined with stages" });
  if (stages) return staged(stages, count, gap);
  if (rampUp) return ramped(rampUp, count, gap);
  checkPositive("--request-rate", spec.requestRate, "or-infinity");
  const timesNs = new Float64Array(count);
  if (spec.requestRate === Infinity) return timesNs;
  fillRescaled(timesNs, 0, count, 0, count / spec.requestRate, gap);
  return timesNs;
}

/** Requests that the stages send in all; undefined where there are none. */
export function stagedCount(spec: ArrivalSpec): number | undefined {
  return spec.stages?.reduce((sum, stage) => sum + requestsOf(stage), 0);
}

/** The rate for reports: the given one, or the mean over the stages; NaN for a ramp, which has no single rate. */
export function meanRate(spec: ArrivalSpec): number {
  if (spec.rampUp) return NaN;
  if (!spec.stages) return spec.requestRate;
  return (stagedCount(spec) ?? 0) / spec.stages.reduce((sum, stage) => sum + stage.durationS, 0);
}

export function burstinessOf(spec: ArrivalSpec): number {
  if (spec.process !== "poisson" && spec.process !== "constant") return spec.burstiness ?? 1;
  const shape = spec.process === "poisson" ? 1 : Infinity;
  if (spec.burstiness !== undefined && spec.burstiness !== shape) {
    fail({
      field: "--burstiness",
      got: spec.burstiness,
      message: `contradicts ${spec.process} arrivals, which have burstiness ${shape}`,
      remedy: "Leave one of the two out",
    });
  }
  return shape;
}

function unitGaps(spec: ArrivalSpec, source: RandomSource): Sampler {
  const shape = checkPositive("--burstiness", burstinessOf(spec), "or-infinity");
  return gapSampler(spec.process === "weibull" ? "weibull" : "gamma", shape, source);
}

/** Times from..to-1: random gaps after startS, stretched so that the last falls on startS + spanS. */
function fillRescaled(
  timesNs: Float64Array,
  from: number,
  to: number,
  startS: number,
  spanS: number,
  gap: Sampler,
): void {
  let sum = 0;
  for (let i = from; i < to; i++) timesNs[i] = sum += gap();
  // All gaps can be 0 with a very small shape: then all arrive at the start, as vLLM leaves them.
  const scale = sum === 0 ? 0 : spanS / sum;
  for (let i = from; i < to; i++) timesNs[i] = Math.round((startS + timesNs[i]! * scale) * NS_PER_SECOND);
}

function ramped(ramp: RampUp, count: number, gap: Sampler): Float64Array {
  const start = checkPositive("--ramp-up-start-rps", ramp.startRps);
  const end = checkPositive("--ramp-up-end-rps", ramp.endRps);
  const timesNs = new Float64Array(count);
  let timeS = 0;
  for (let i = 0; i < count; i++) {
    const progress = i / Math.max(count - 1, 1);
    const rate =
      ramp.strategy === "linear" ? start + (end - start) * progress : start * (end / start) ** progress;
    timeS += gap() / rate;
    timesNs[i] = Math.round(timeS * NS_PER_SECOND);
  }
  return timesNs;
}

function staged(stages: readonly Stage[], count: number, gap: Sampler): Float64Array {
  const timesNs = new Float64Array(count);
  let from = 0;
  let startS = 0;
  for (const stage of stages) {
    const to = Math.min(count, from + requestsOf(stage));
    // A stage that is cut short keeps its rate.
    const spanS = to - from === requestsOf(stage) ? stage.durationS : (to - from) / stage.rate;
    fillRescaled(timesNs, from, to, startS, spanS, gap);
    from = to;
    startS += stage.durationS;
  }
  if (from < count) {
    const remedy = "Lower --num-prompts, lengthen a stage, or leave --num-prompts out";
    fail({
      field: "--num-prompts",
      got: count,
      message: `is more than the ${from} requests that the stages send`,
      remedy,
    });
  }
  return timesNs;
}

function requestsOf(stage: Stage): number {
  checkPositive("stage rate", stage.rate);
  checkPositive("stage duration", stage.durationS);
  return checkWhole("requests of a stage (rate x duration)", Math.round(stage.rate * stage.durationS), 1);
}
