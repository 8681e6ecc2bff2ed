import type { LatencyModel, StepPrice, StepShape } from "../../engine/latency-model.ts";
import { UserError } from "../../errors.ts";
import type { LatencyModelOptions } from "../registry.ts";
import { bookPrice } from "../step-price.ts";
import { EXTRAPOLATED, MEASURED, type Priced } from "../tables/along.ts";
import { checkTensorParallel } from "../tensor-parallel.ts";
import type { InferSimKernels } from "./kernels.ts";
import type { Lookup } from "./lookup.ts";
import type { Phase } from "./mfu-source.ts";
import { DECODE_CONSTANT_MS, PREFILL_CONSTANT_MS } from "./passes.ts";
import { inferSimKernels } from "./setup.ts";

/**
 * InferSim's arithmetic as a latency model, for cross-validation.
 *
 * InferSim prices a whole prefill and a decode step, never both at once. A mixed step is therefore one after the
 * other: its prefill pass and its decode pass, each priced as InferSim does, each with its constant (30 and 5 ms,
 * booked as host time). So a step of equal prompts costs exactly InferSim's TTFT and a decode step exactly its TPOT;
 * leaving the constants out would make the numbers nobody's. Decode batches of unequal lengths are priced at their
 * mean. There is no LM head, no graph padding and no admission time in it.
 *
 * @throws UserError for GPUs, models and folders that InferSim's arithmetic does not cover
 */
export function infersimModel(options: LatencyModelOptions & { readonly lookup?: Lookup }): LatencyModel {
  const { model, gpu, tp, benchDataPath, lookup = "nearest" } = options;
  checkTensorParallel(model, tp);
  if (benchDataPath === undefined) {
    throw new UserError({
      field: "--latency-model infersim",
      message: "needs a folder of kernel tables",
      remedy: "Give --bench-data-path",
    });
  }
  const { kernels, notes } = inferSimKernels({
    model,
    gpu: gpu.name,
    tp,
    benchDataPath,
    lookup,
    zero: "unrounded",
  });
  for (const note of notes) options.onNote?.(note);
  return new InferSimModel(kernels, model.layers, options.maxNumBatchedTokens);
}

/** What one layer costs beside attention itself, by number of tokens; us, and how much of it comes from tables. */
interface LayerCost {
  readonly gemmUs: number;
  readonly communicationUs: number;
  readonly measuredUs: number;
  readonly extrapolatedUs: number;
}

class InferSimModel implements LatencyModel {
  readonly name = "infersim";
  private readonly kernels: InferSimKernels;
  private readonly layers: number;
  /** By number of tokens, filled as they are first needed. */
  private readonly prefillCosts: (LayerCost | undefined)[];
  private readonly decodeCosts: (LayerCost | undefined)[];
  private readonly core = { us: 0, provenance: 0 };
  // Sums of the step being priced, one layer's microseconds.
  private gemmUs = 0;
  private attentionUs = 0;
  private communicationUs = 0;
  private measuredUs = 0;
  private extrapolatedUs = 0;

  constructor(kernels: InferSimKernels, layers: number, maxNumBatchedTokens: number) {
    this.kernels = kernels;
    this.layers = layers;
    this.prefillCosts = new Array(maxNumBatchedTokens + 1).fill(undefined);
    this.decodeCosts = new Array(maxNumBatchedTokens + 1).fill(undefined);
  }

  price(step: StepShape, out: StepPrice): void {
    const { kernels, core, layers } = this;
    this.gemmUs = 0;
    this.attentionUs = 0;
    this.communicationUs = 0;
    this.measuredUs = 0;
    this.extrapolatedUs = 0;
    let constantMs = 0;
    if (step.chunks > 0) {
      this.addLayer(
        (this.prefillCosts[step.prefillTokens] ??= this.layerCost("prefill", step.prefillTokens)),
      );
      for (let i = 0; i < step.chunks; i++) {
        kernels.prefillAttention(step.chunkTokens[i]!, step.chunkContext[i]!, core);
        this.addAttention();
      }
      constantMs += PREFILL_CONSTANT_MS;
    }
    if (step.decodes > 0) {
      this.addLayer((this.decodeCosts[step.decodes] ??= this.layerCost("decode", step.decodes)));
      kernels.decodeAttention(step.decodes, step.decodeContext / step.decodes, core);
      this.addAttention();
      constantMs += DECODE_CONSTANT_MS;
    }
    const gemmUs = this.gemmUs * layers;
    const attentionUs = this.attentionUs * layers;
    const communicationUs = this.communicationUs * layers;
    const hostUs = constantMs * 1000;
    const totalNs = Math.round((gemmUs + attentionUs + communicationUs + hostUs) * 1000);
    bookPrice(out, totalNs, gemmUs, attentionUs, communicationUs, 0, 0, hostUs);
    out.measuredNs = Math.floor(this.measuredUs * layers * 1000);
    out.interpolatedNs = 0;
    out.extrapolatedNs = Math.floor(this.extrapolatedUs * layers * 1000);
    out.modelledNs = totalNs - out.measuredNs - out.extrapolatedNs;
  }

  /** InferSim knows no time before the scheduler. */
  admissionNs(): number {
    return 0;
  }

  private layerCost(phase: Phase, tokens: number): LayerCost {
    const parts = [...this.kernels.projections(tokens), ...this.kernels.feedForward(phase, tokens)];
    const from = (provenance: number) => sum(parts.filter((part) => part.provenance === provenance));
    return {
      gemmUs: sum(parts),
      communicationUs: this.kernels.communicationUs(tokens),
      measuredUs: from(MEASURED),
      extrapolatedUs: from(EXTRAPOLATED),
    };
  }

  private addLayer(cost: LayerCost): void {
    this.gemmUs += cost.gemmUs;
    this.communicationUs += cost.communicationUs;
    this.measuredUs += cost.measuredUs;
    this.extrapolatedUs += cost.extrapolatedUs;
  }

  private addAttention(): void {
    const { us, provenance } = this.core;
    this.attentionUs += us;
    if (provenance === MEASURED) this.measuredUs += us;
    else if (provenance === EXTRAPOLATED) this.extrapolatedUs += us;
  }
}

function sum(parts: readonly Priced[]): number {
  return parts.reduce((total, { us }) => total + us, 0);
}
