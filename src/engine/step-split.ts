import type { GraphPadding } from "./graph-padding.ts";
import { type LatencyModel, StepPrice, StepShape } from "./latency-model.ts";
import { DECODE_PARTS } from "./waterfall-parts.ts";

/**
 * One step divided between its two kinds of members, by what the step would cost without the other kind. Whole
 * nanoseconds; both divisions sum to the step.
 */
export class StepSplit {
  /** To a decode: what the prefills add, then the step without them by kernel, from `gemm` to `host`. */
  readonly decode = new Float64Array(DECODE_PARTS);
  /** To a prefill: the step without the decodes, which the prefills share by tokens. */
  prefillNs = 0;
  /** What the decodes add to that; place 0 stays 0, then from `gemm` to `host`. */
  readonly added = new Float64Array(DECODE_PARTS);

  private readonly model: LatencyModel;
  private readonly padding: GraphPadding;
  private readonly decodes = new StepShape();
  private readonly prefills = new StepShape();
  private readonly price = new StepPrice();

  constructor(model: LatencyModel, padding: GraphPadding) {
    this.model = model;
    this.padding = padding;
  }

  /** Divides a step that costs `whole`. Two more prices for a step with both kinds, none for others. */
  of(shape: StepShape, whole: StepPrice): void {
    const { decode, added } = this;
    fillParts(decode, whole);
    added.fill(0);
    this.prefillNs = whole.totalNs;
    if (shape.chunks === 0 || shape.decodes === 0) return;
    const decodesNs = this.priceDecodes(shape);
    // A graph's padding can make the smaller step the dearer one: then the others add nothing.
    if (decodesNs < whole.totalNs) {
      fillParts(decode, this.price);
      decode[0] = whole.totalNs - decodesNs;
    }
    this.prefillNs = Math.min(whole.totalNs, this.pricePrefills(shape));
    splitLike(decode, whole.totalNs - this.prefillNs, added);
  }

  /** Share of chunk `tokens` in the time of `shape`'s prefills. */
  prefillShareNs(shape: StepShape, tokens: number): number {
    return tokens === shape.prefillTokens
      ? this.prefillNs
      : Math.floor((this.prefillNs * tokens) / shape.prefillTokens);
  }

  private priceDecodes(shape: StepShape): number {
    const { decodes, price } = this;
    decodesAlone(shape, decodes);
    this.padding.apply(decodes, shape.decodes);
    this.model.price(decodes, price);
    return price.totalNs;
  }

  private pricePrefills(shape: StepShape): number {
    const { prefills, price } = this;
    prefillsAlone(shape, prefills);
    this.padding.apply(prefills, shape.prefillTokens);
    this.model.price(prefills, price);
    return price.totalNs;
  }
}

/** Fills `out`, which holds no chunks, with the decodes of a step. How it is launched is left open. */
export function decodesAlone(step: StepShape, out: StepShape): StepShape {
  out.decodes = step.decodes;
  out.decodeContext = step.decodeContext;
  out.logits = step.decodes;
  return out;
}

/** The same with a step's prompt chunks, for an `out` without decodes; their arrays are shared, not copied. */
export function prefillsAlone(step: StepShape, out: StepShape): StepShape {
  out.chunks = step.chunks;
  out.chunkTokens = step.chunkTokens;
  out.chunkContext = step.chunkContext;
  out.prefillTokens = step.prefillTokens;
  out.logits = step.logits - step.decodes;
  return out;
}

function fillParts(parts: Float64Array, price: StepPrice): void {
  parts[0] = 0;
  parts[1] = price.gemmNs;
  parts[2] = price.attentionNs;
  parts[3] = price.allReduceNs;
  parts[4] = price.headNs + price.elementwiseNs;
  parts[5] = price.hostNs;
}

/** Divides `ns` in the proportions of a decode's kernels; what rounding leaves goes to the largest. */
function splitLike(decode: Float64Array, ns: number, out: Float64Array): void {
  let sum = 0;
  let largest = 1;
  for (let i = 1; i < decode.length; i++) {
    sum += decode[i]!;
    if (decode[i]! > decode[largest]!) largest = i;
  }
  let left = ns;
  for (let i = 1; i < decode.length; i++) {
    const share = sum > 0 ? Math.floor((ns * decode[i]!) / sum) : 0;
    out[i] = share;
    left -= share;
  }
  out[largest]! += left;
}
