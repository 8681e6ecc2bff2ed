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
 * Decode attention of one batch size, one layer: straight lines between knots in the mean KV length. Knots are
 * priced when they are first needed.
 */
export class DecodeCurve {
  /** Result of the last `price`: microseconds, and an index of PROVENANCE. */
  us = 0;
  provenance: number = INTERPOLATED;

  private readonly batch: number;
  private readonly knots: Float64Array;
  private readonly source: DecodeSource;
  private readonly knotUs: Float64Array;
  /** Line of the last lookup: sums grow slowly from step to step, so it is nearly always the next one's too. */
  private at = 0;

  /** Knots ascending. */
  constructor(batch: number, knots: Float64Array, source: DecodeSource) {
    this.batch = batch;
    this.knots = knots;
    this.source = source;
    this.knotUs = new Float64Array(knots.length).fill(Number.NaN);
  }

  /** Below the first knot its time is held; beyond the last, time is proportional to the sum. Allocates nothing. */
  price(kvSum: number): void {
    const { knots, source } = this;
    const kv = kvSum / this.batch;
    const last = knots.length - 1;
    let at = this.at;
    if (!(knots[at]! <= kv && (at === last || kv < knots[at + 1]!))) {
      at = Math.max(0, lastAtOrBelow(knots, kv));
      this.at = at;
    }
    const x = knots[at]!;
    const us = this.knot(at);
    if (kv <= x) {
      this.us = us;
      this.provenance = kv === x ? source.provenanceAt(kv) : source.outside;
    } else if (at === last) {
      this.us = (us * kv) / x;
      this.provenance = source.outside;
    } else {
      const next = knots[at + 1]!;
      this.us = us + ((kv - x) / (next - x)) * (this.knot(at + 1) - us);
      this.provenance = x >= source.from && next <= source.to ? source.inside : source.outside;
    }
  }

  private knot(index: number): number {
    const known = this.knotUs[index]!;
    return known > 0 ? known : (this.knotUs[index] = this.source.usAt(this.knots[index]!));
  }
}
