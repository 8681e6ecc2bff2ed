import type { LatencyModel, StepPrice, StepShape } from "../engine/latency-model.ts";
import type { SimulationResult } from "../engine/result.ts";
import type { Device } from "./hardware.ts";
import { constantsFor, type FittedOp } from "./kernels/constants.ts";
import type { ModelShape } from "./model-shape.ts";

/** One-sigma relative errors of a step's parts, by where a price comes from. */
export interface PartErrors {
  readonly gemm: ErrorByProvenance;
  readonly attention: ErrorByProvenance;
  readonly allReduce: ErrorByProvenance;
  readonly head: ErrorByProvenance;
  readonly elementwise: number;
  readonly host: number;
  /** The figures come from another GPU: the true error is larger by an unknown amount. */
  readonly lowerLimit: boolean;
}

interface ErrorByProvenance {
  readonly measured: number;
  readonly interpolated: number;
  readonly extrapolated: number;
  readonly modelled: number;
}

/** Mean absolute error of a normal distribution is sqrt(2/pi) of its sigma. */
const SIGMA_OF_MEAN = Math.sqrt(Math.PI / 2);

/** What two laboratories' timings of one kernel differ by, mean: GEMM 5 %, decode attention 5 to 7 %. */
const LABORATORIES = 0.05;
/** Mean error of tables between their points, on H100 tables with every other point left out: 3 to 4 %. */
const INTERPOLATION = 0.04;

/**
 * Parts that nothing was held out for. Host time: published fits of its per-sequence term range from 10 to 27 us;
 * elementwise kernels: a share of bandwidth and a launch time taken as given.
 */
const HOST = 0.3;
const ELEMENTWISE = 0.2;

/** What is known of the mfu model's errors for a model on a GPU. */
export function partErrors(gpuName: string, device: Device, model: ModelShape): PartErrors {
  const c = constantsFor(gpuName, device);
  const of = (...ops: FittedOp[]): ErrorByProvenance => {
    const held = ops.map((op) => (c.errors[op].all?.mapePct ?? Number.NaN) / 100);
    const modelled = SIGMA_OF_MEAN * Math.max(...held);
    const measured = SIGMA_OF_MEAN * LABORATORIES;
    const interpolated = SIGMA_OF_MEAN * Math.hypot(LABORATORIES, INTERPOLATION);
    return { measured, interpolated, extrapolated: Math.hypot(measured, modelled), modelled };
  };
  return {
    gemm: of(model.weightDtype === "fp8" ? "gemmFp8" : "gemmBf16"),
    attention: of("prefill", "decode"),
    allReduce: of("allReduceCustom", "allReduceNccl"),
    head: of("gemmBf16"),
    elementwise: ELEMENTWISE,
    host: HOST,
    lowerLimit: c.origin.kind === "derived",
  };
}

/**
 * One-sigma relative error of a run's busy time. A part's error is the same in every step (a kernel is priced too
 * fast or too slow throughout), those of different parts are independent.
 *
 * Parts and provenances are known apart, not jointly: the kernels' parts are taken to share their provenances evenly;
 * elementwise and host time are modelled always.
 */
export function busyTimeError(
  { partNs, provenanceNs }: Pick<SimulationResult, "partNs" | "provenanceNs">,
  errors: PartErrors,
): number {
  const { gemm, attention, allReduce, head, elementwise, host } = partNs;
  const kernels = gemm + attention + allReduce + head;
  const total = kernels + elementwise + host;
  if (total === 0) return 0;
  const shares = { ...provenanceNs, modelled: Math.max(0, provenanceNs.modelled - elementwise - host) };
  const mean = (by: ErrorByProvenance) =>
    kernels === 0
      ? 0
      : (shares.measured * by.measured +
          shares.interpolated * by.interpolated +
          shares.extrapolated * by.extrapolated +
          shares.modelled * by.modelled) /
        kernels;
  const errorNs = Math.hypot(
    gemm * mean(errors.gemm),
    attention * mean(errors.attention),
    allReduce * mean(errors.allReduce),
    head * mean(errors.head),
    elementwise * errors.elementwise,
    host * errors.host,
  );
  return errorNs / total;
}

/**
 * A model whose every step takes `factor` times as long. A run with 1 + error and one with 1 - error give the error
 * bars of every metric: a queue can multiply an error in step time many times over, which no formula on the run itself
 * would show.
 */
export function scaledModel(model: LatencyModel, factor: number): LatencyModel {
  return {
    name: model.name,
    price(step: StepShape, out: StepPrice): void {
      model.price(step, out);
      const totalNs = Math.round(out.totalNs * factor);
      out.gemmNs = Math.floor(out.gemmNs * factor);
      out.attentionNs = Math.floor(out.attentionNs * factor);
      out.allReduceNs = Math.floor(out.allReduceNs * factor);
      out.headNs = Math.floor(out.headNs * factor);
      out.elementwiseNs = Math.floor(out.elementwiseNs * factor);
      out.hostNs = totalNs - out.gemmNs - out.attentionNs - out.allReduceNs - out.headNs - out.elementwiseNs;
      out.measuredNs = Math.floor(out.measuredNs * factor);
      out.interpolatedNs = Math.floor(out.interpolatedNs * factor);
      out.extrapolatedNs = Math.floor(out.extrapolatedNs * factor);
      out.modelledNs = totalNs - out.measuredNs - out.interpolatedNs - out.extrapolatedNs;
      out.totalNs = totalNs;
    },
    admissionNs: (promptTokens) => model.admissionNs(promptTokens),
  };
}
