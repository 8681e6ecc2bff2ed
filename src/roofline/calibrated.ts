import type { LatencyModel, StepPrice, StepShape } from "../engine/latency-model.ts";
import { CalibratedPhase } from "./calibrated-phase.ts";
import { refuseUnpriced } from "./calibrated-scope.ts";
import { denseWork } from "./flops.ts";
import type { CalibratedParameters } from "./hardware.ts";
import type { LatencyModelOptions } from "./registry.ts";
import { bookPrice } from "./step-price.ts";
import { checkTensorParallel } from "./tensor-parallel.ts";

/**
 * The calibrated roofline (v1): max(compute, memory) per phase, phases blended in a mixed step, overheads added,
 * rounded half up to whole microseconds.
 *
 * Known to be wrong in ways that are kept, because measurements were calibrated against them: attention runs at
 * the vector rate; one decode MFU makes batches beyond about 80 compute-bound; a blended step can cost less than
 * either of its phases; all-reduce does not see its message's size.
 *
 * @throws UserError for models outside of its formulas
 */
export function calibratedModel(options: LatencyModelOptions): LatencyModel {
  refuseUnpriced(options.model);
  checkTensorParallel(options.model, options.tp);
  return new CalibratedModel(options);
}

/** Share of the KV read and of the activations that reaches memory: caches keep the rest. Of one token, of many. */
const KV_READ = { one: 0.8, many: 0.92 };
const ACTIVATIONS = { one: 0.75, many: 0.85 };
/** Growth of the step overhead with the batch, per doubling beyond two requests. */
const OVERHEAD_PER_DOUBLING = 0.15;

class CalibratedModel implements LatencyModel {
  readonly name = "calibrated";
  private readonly parameters: CalibratedParameters;
  private readonly prefill: CalibratedPhase;
  private readonly decode: CalibratedPhase;
  private readonly kvBytes: number;
  private readonly activationBytes: number;
  /** All-reduces of a step, us. */
  private readonly allReduceUs: number;
  /** Per-layer overhead of a step, us. */
  private readonly layersUs: number;

  constructor({ model, gpu, tp }: LatencyModelOptions) {
    const p = gpu.calibrated;
    const work = denseWork(model);
    const prefillSpeedup = tp ** p.tpScalingExponent;
    const decodeSpeedup = tp ** p.decodeTpScalingExponent;
    this.parameters = p;
    this.prefill = new CalibratedPhase(work, p, {
      mfu: p.mfuPrefill * p.mfuPrefillMultiplier,
      bandwidthFactor: p.prefillBwFactor,
      computeSpeedup: prefillSpeedup,
      // Prefill's bytes divide by the ranks; only its compute scales worse.
      memorySpeedup: tp,
    });
    this.decode = new CalibratedPhase(work, p, {
      mfu: p.mfuDecode * p.mfuDecodeMultiplier,
      bandwidthFactor: p.decodeBwFactor,
      computeSpeedup: decodeSpeedup,
      memorySpeedup: decodeSpeedup,
    });
    this.kvBytes = work.kvBytesPerToken;
    this.activationBytes = work.activationBytesPerToken;
    this.allReduceUs = tp > 1 ? model.layers * 2 * p.allReduceLatency : 0;
    this.layersUs = p.perLayerOverheadApplies ? model.layers * p.perLayerOverhead : 0;
  }

  price(step: StepShape, out: StepPrice): void {
    const { prefill, decode } = this;
    if (step.chunks > 0) this.runPrefill(step);
    if (step.decodes > 0) this.runDecode(step);

    const share = prefillShare(step.prefillTokens, step.decodes);
    const gemmUs = share * prefill.gemmUs + (1 - share) * decode.gemmUs;
    const attentionUs = share * prefill.attentionUs + (1 - share) * decode.attentionUs;
    const hostUs = this.layersUs + this.overheadUs(step.chunks, step.decodes);
    // Half up, to whole microseconds.
    const totalUs = Math.floor(gemmUs + attentionUs + this.allReduceUs + hostUs + 0.5);
    bookPrice(out, totalUs * 1000, gemmUs, attentionUs, this.allReduceUs, 0, 0, hostUs);
    out.measuredNs = 0;
    out.interpolatedNs = 0;
    out.extrapolatedNs = 0;
    out.modelledNs = out.totalNs;
  }

  /** v1 knows no time before the scheduler. */
  admissionNs(): number {
    return 0;
  }

  private runPrefill(step: StepShape): void {
    const { kvBytes, activationBytes } = this;
    let pairs = 0;
    let bytes = 0;
    for (let i = 0; i < step.chunks; i++) {
      const tokens = step.chunkTokens[i]!;
      const context = step.chunkContext[i]!;
      const one = tokens === 1;
      // Each new token sees the context and, on average, half of the chunk.
      pairs += tokens * (one ? context : context + (tokens - 1) / 2);
      bytes += kvBytes * (tokens + context * (one ? KV_READ.one : KV_READ.many));
      bytes += activationBytes * tokens * (one ? ACTIVATIONS.one : ACTIVATIONS.many);
    }
    this.prefill.run(step.prefillTokens, pairs, bytes);
  }

  private runDecode(step: StepShape): void {
    const { decodes, decodeContext } = step;
    const kv = this.kvBytes * (decodes + decodeContext * KV_READ.one);
    this.decode.run(decodes, decodeContext, kv + this.activationBytes * decodes * ACTIVATIONS.one);
  }

  private overheadUs(chunks: number, decodes: number): number {
    const { TOverheadMicros, prefillOverheadMicros, mixedPrefillOverheadMicros } = this.parameters;
    const perPrefill = decodes > 0 ? mixedPrefillOverheadMicros : prefillOverheadMicros;
    const requests = chunks + decodes;
    const growth =
      requests > 2 ? OVERHEAD_PER_DOUBLING * Math.log2(requests / 2) * (0.3 + (2 * decodes) / requests) : 0;
    return TOverheadMicros * (1 + growth) + perPrefill * chunks;
  }
}

/** Weight of the prefill phase in a step of `tokens` prefill tokens and `decodes` decode requests. */
function prefillShare(tokens: number, decodes: number): number {
  if (decodes === 0) return 1;
  if (tokens === 0) return 0;
  if (tokens > 4 * decodes && tokens > 100) return 0.75;
  if (decodes > 2 * tokens && decodes > 50) return 0.35;
  return tokens / (tokens + decodes);
}
