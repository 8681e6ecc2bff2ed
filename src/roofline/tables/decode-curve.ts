import { INTERPOLATED, lastAtOrBelow } from "./along.ts";

/** What a curve needs to know of the prices behind it, for its own batch size. */
export interface DecodeSource {
  /** Time at a mean KV length, microseconds. */
  usAt(kv: number): number;
  /** Provenance of the price exactly at a knot. */
  provenanceAt(kv: number): number;
  /** KV lengths between which a table holds points on both sides. */
  readonly from: number;
  readonly to: number;
  /** Best provenance inside that range, and the one outside of it. */
  readonly inside: number;
  readonly outside: number;
}

/**
 * Decode attention of one batch size, one layer: straight lines between knots in the sum of KV lengths. Knots are
 * priced when they are first needed.
 */
export class DecodeCurve {
  /** Result of the last `price`: microseconds, and an index of PROVENANCE. */
  us = 0;
  provenance: number = INTERPOLATED;

  private readonly source: DecodeSource;
  private readonly kv: Float64Array;
  /** Knots as sums of KV lengths: `kv` times the batch size. */
  private readonly sums: readonly number[];
  /** Time at each knot, and its rise per token to the next; NaN until priced. Arrays: a curve is made for every batch. */
  private readonly knotUs: number[];
  private readonly slope: number[];
  /** Lines `firstInside .. endInside - 1` lie inside of the table. */
  private readonly firstInside: number;
  private readonly endInside: number;
  /** Line of the last lookup: sums grow slowly from step to step, so it is nearly always the next one's too. */
  private at = 0;

  /** `kv`: knots, ascending, as mean KV lengths. */
  constructor(batch: number, kv: Float64Array, source: DecodeSource) {
    this.source = source;
    this.kv = kv;
    this.sums = Array.from(kv, (length) => length * batch);
    this.knotUs = new Array<number>(kv.length).fill(Number.NaN);
    this.slope = new Array<number>(kv.length).fill(Number.NaN);
    const before = lastAtOrBelow(kv, source.from);
    this.firstInside = kv[before] === source.from ? before : before + 1;
    this.endInside = lastAtOrBelow(kv, source.to);
  }

  /** Below the first knot its time is held; beyond the last, time is proportional to the sum. Allocates nothing. */
  price(kvSum: number): void {
    const { sums, source } = this;
    let at = this.at;
    if (!(sums[at]! <= kvSum && kvSum < sums[at + 1]!)) {
      at = Math.max(0, lastAtOrBelow(sums, kvSum));
      this.at = at;
    }
    const above = kvSum - sums[at]!;
    if (above <= 0) {
      this.us = this.knot(at);
      this.provenance = above === 0 ? source.provenanceAt(this.kv[at]!) : source.outside;
      return;
    }
    if (!(this.slope[at]! >= 0)) this.slope[at] = this.slopeAfter(at);
    this.us = this.knotUs[at]! + above * this.slope[at]!;
    this.provenance = at >= this.firstInside && at < this.endInside ? source.inside : source.outside;
  }

  private slopeAfter(at: number): number {
    const { sums } = this;
    const us = this.knot(at);
    return at === sums.length - 1 ? us / sums[at]! : (this.knot(at + 1) - us) / (sums[at + 1]! - sums[at]!);
  }

  private knot(index: number): number {
    const known = this.knotUs[index]!;
    return known > 0 ? known : (this.knotUs[index] = this.source.usAt(this.kv[index]!));
  }
}
