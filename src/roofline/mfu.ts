import { LAUNCH, type LatencyModel, type StepPrice, type StepShape } from "../engine/latency-model.ts";
import { COST, type StepCosts } from "./mfu-costs.ts";
import { bookPrice } from "./step-price.ts";
import { EXTRAPOLATED, INTERPOLATED, MEASURED } from "./tables/along.ts";

/** Host time and admission, microseconds; never divided by tp. */
export interface HostConstants {
  readonly stepUs: number;
  readonly sequenceUs: number;
  readonly admissionUs: number;
  readonly admissionPerTokenUs: number;
}

/**
 * The v2 latency model: one fused forward pass over everything that is scheduled.
 *
 * Dense layers run once over all tokens, attention once over all chunks and once over all decodes, the LM head over
 * the sequences that sample. Prices are sums of kernel prices; nothing is scaled afterwards.
 */
export class MfuModel implements LatencyModel {
  readonly name = "mfu";
  private readonly costs: StepCosts;
  private readonly layers: number;
  private readonly host: HostConstants;

  constructor(costs: StepCosts, layers: number, host: HostConstants) {
    this.costs = costs;
    this.layers = layers;
    this.host = host;
  }

  price(step: StepShape, out: StepPrice): void {
    const { costs, layers, host } = this;
    const { rows } = costs;
    const dense = costs.dense(step.batchTokens, step.launch === LAUNCH.eager);
    const gemmUs = rows[dense + COST.gemm]!;
    const allReduceUs = rows[dense + COST.allReduce]!;
    const elementwiseUs = rows[dense + COST.elementwise]!;
    let measuredUs = rows[dense + COST.measured]!;
    let interpolatedUs = rows[dense + COST.interpolated]!;
    let extrapolatedUs = rows[dense + COST.extrapolated]!;

    let headUs = 0;
    if (step.logits > 0) {
      const head = costs.head(step.logits);
      headUs = rows[head + COST.head]!;
      measuredUs += rows[head + COST.measured]!;
      interpolatedUs += rows[head + COST.interpolated]!;
      extrapolatedUs += rows[head + COST.extrapolated]!;
    }

    let attentionUs = 0;
    if (step.chunks > 0) {
      const { prefill } = costs;
      prefill.price(step.chunkTokens, step.chunkContext, step.chunks);
      const us = layers * prefill.us;
      attentionUs += us;
      if (prefill.provenance === MEASURED) measuredUs += us;
      else if (prefill.provenance === INTERPOLATED) interpolatedUs += us;
      else if (prefill.provenance === EXTRAPOLATED) extrapolatedUs += us;
    }
    if (step.decodes > 0) {
      const decode = costs.decodeCurve(step.decodes);
      // The new token attends to itself as well as to what was cached before the step.
      decode.price(step.decodeContext + step.decodes);
      const us = layers * decode.us;
      attentionUs += us;
      if (decode.provenance === MEASURED) measuredUs += us;
      else if (decode.provenance === INTERPOLATED) interpolatedUs += us;
      else if (decode.provenance === EXTRAPOLATED) extrapolatedUs += us;
    }

    const hostUs = host.stepUs + host.sequenceUs * (step.decodes + step.chunks);
    const totalUs = gemmUs + attentionUs + allReduceUs + headUs + elementwiseUs + hostUs;
    const totalNs = Math.round(totalUs * 1000);
    bookPrice(out, totalNs, gemmUs, attentionUs, allReduceUs, headUs, elementwiseUs, hostUs);
    out.measuredNs = Math.floor(measuredUs * 1000);
    out.interpolatedNs = Math.floor(interpolatedUs * 1000);
    out.extrapolatedNs = Math.floor(extrapolatedUs * 1000);
    out.modelledNs = totalNs - out.measuredNs - out.interpolatedNs - out.extrapolatedNs;
  }

  admissionNs(promptTokens: number): number {
    const { admissionUs, admissionPerTokenUs } = this.host;
    return Math.round((admissionUs + admissionPerTokenUs * promptTokens) * 1000);
  }
}
