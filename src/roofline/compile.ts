import type { DenseCost, PrefillAttention, StepCosts } from "./mfu-costs.ts";
import type { Priced } from "./tables/along.ts";
import type { DecodeCurve } from "./tables/decode-curve.ts";

/**
 * Costs by table: each is computed once, when it is first asked for, and then found by its index. The same digits as
 * the costs it wraps.
 */
export class CompiledCosts implements StepCosts {
  readonly prefill: PrefillAttention;
  private readonly source: StepCosts;
  private readonly inGraph: (DenseCost | undefined)[];
  private readonly eager: (DenseCost | undefined)[];
  private readonly heads: (Priced | undefined)[];
  private readonly curves: (DecodeCurve | undefined)[];

  /** Steps beyond the given sizes are priced all the same; their entries lengthen the tables. */
  constructor(source: StepCosts, maxTokens: number, maxSequences: number) {
    this.source = source;
    this.prefill = new CompiledPrefill(source.prefill, maxTokens);
    this.inGraph = new Array(maxTokens + 1).fill(undefined);
    this.eager = new Array(maxTokens + 1).fill(undefined);
    this.heads = new Array(maxSequences + 1).fill(undefined);
    this.curves = new Array(maxSequences + 1).fill(undefined);
  }

  dense(tokens: number, eager: boolean): DenseCost {
    const table = eager ? this.eager : this.inGraph;
    return table[tokens] ?? (table[tokens] = this.source.dense(tokens, eager));
  }

  head(sequences: number): Priced {
    return this.heads[sequences] ?? (this.heads[sequences] = this.source.head(sequences));
  }

  decodeCurve(batch: number): DecodeCurve {
    return this.curves[batch] ?? (this.curves[batch] = this.source.decodeCurve(batch));
  }
}

/** Remembers the price of one chunk without a cached prefix, by its length: most prefill steps hold just that. */
class CompiledPrefill implements PrefillAttention {
  us = 0;
  provenance = 0;
  private readonly source: PrefillAttention;
  /** NaN: not priced yet. */
  private readonly alone: Float64Array;
  private readonly aloneProvenance: Uint8Array;

  constructor(source: PrefillAttention, maxTokens: number) {
    this.source = source;
    this.alone = new Float64Array(maxTokens + 1).fill(Number.NaN);
    this.aloneProvenance = new Uint8Array(maxTokens + 1);
  }

  price(chunkTokens: ArrayLike<number>, chunkContext: ArrayLike<number>, chunks: number): void {
    const tokens = chunkTokens[0]!;
    const whole = chunks === 1 && chunkContext[0] === 0 && tokens < this.alone.length;
    if (whole && this.alone[tokens]! >= 0) {
      this.us = this.alone[tokens]!;
      this.provenance = this.aloneProvenance[tokens]!;
      return;
    }
    const { source } = this;
    source.price(chunkTokens, chunkContext, chunks);
    this.us = source.us;
    this.provenance = source.provenance;
    if (!whole) return;
    this.alone[tokens] = source.us;
    this.aloneProvenance[tokens] = source.provenance;
  }
}
