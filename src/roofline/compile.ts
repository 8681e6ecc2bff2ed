import { COST, COST_COLUMNS, type PrefillAttention, type StepCosts } from "./mfu-costs.ts";
import type { DecodeCurve } from "./tables/decode-curve.ts";

/**
 * Costs by table: each is computed once, when it is first asked for, and then found by its index. The same digits as
 * the costs it wraps.
 */
export class CompiledCosts implements StepCosts {
  readonly prefill: PrefillAttention;
  /** Dense rows in a graph, dense rows without one, head rows, and one row for steps beyond the given sizes. */
  readonly rows: Float64Array;
  private readonly source: StepCosts;
  private readonly maxTokens: number;
  private readonly maxSequences: number;
  private readonly curves: (DecodeCurve | undefined)[];

  /** Steps beyond the given sizes are priced all the same, afresh every time. */
  constructor(source: StepCosts, maxTokens: number, maxSequences: number) {
    this.source = source;
    this.maxTokens = maxTokens;
    this.maxSequences = maxSequences;
    this.prefill = new CompiledPrefill(source.prefill, maxTokens);
    this.rows = new Float64Array((2 * (maxTokens + 1) + (maxSequences + 1) + 2) * COST_COLUMNS);
    this.curves = new Array(maxSequences + 1).fill(undefined);
  }

  dense(tokens: number, eager: boolean): number {
    const { maxTokens } = this;
    if (tokens > maxTokens) return this.keep(this.spare(0), this.source.dense(tokens, eager));
    const row = (tokens + (eager ? maxTokens + 1 : 0)) * COST_COLUMNS;
    return this.rows[row + COST.gemm]! > 0 ? row : this.keep(row, this.source.dense(tokens, eager));
  }

  head(sequences: number): number {
    if (sequences > this.maxSequences) return this.keep(this.spare(1), this.source.head(sequences));
    const row = (2 * (this.maxTokens + 1) + sequences) * COST_COLUMNS;
    return this.rows[row + COST.head]! > 0 ? row : this.keep(row, this.source.head(sequences));
  }

  decodeCurve(batch: number): DecodeCurve {
    return this.curves[batch] ?? (this.curves[batch] = this.source.decodeCurve(batch));
  }

  /** Copies a row of the source to `row`. */
  private keep(row: number, from: number): number {
    this.rows.set(this.source.rows.subarray(from, from + COST_COLUMNS), row);
    return row;
  }

  private spare(which: 0 | 1): number {
    return this.rows.length - (which + 1) * COST_COLUMNS;
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
