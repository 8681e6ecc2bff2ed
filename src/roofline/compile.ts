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
    this.prefill = source.prefill;
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
