import { lastAtOrBelow } from "./along.ts";

/** Decode attention of one batch size, one layer: straight lines between knots in the sum of KV lengths. */
export class DecodeCurve {
  private readonly kvSum: Float64Array;
  private readonly knotUs: Float64Array;
  private readonly atKnot: Uint8Array;
  private readonly afterKnot: Uint8Array;
  /** Line of the last lookup: sums grow slowly from step to step, so it is nearly always the next one's too. */
  private last = 0;

  /** Result of the last `price`: microseconds, and an index of PROVENANCE. */
  us = 0;
  provenance = 0;

  /** Knots ascending, times not falling; `afterKnot[i]` is the provenance of the line that starts at knot i. */
  constructor(kvSum: Float64Array, knotUs: Float64Array, atKnot: Uint8Array, afterKnot: Uint8Array) {
    this.kvSum = kvSum;
    this.knotUs = knotUs;
    this.atKnot = atKnot;
    this.afterKnot = afterKnot;
  }

  /** Before the first knot its time is held; after the last, time is proportional to the sum. Allocates nothing. */
  price(kvSum: number): void {
    const { kvSum: knots, knotUs } = this;
    let at = this.last;
    if (!(knots[at]! <= kvSum && (at === knots.length - 1 || kvSum < knots[at + 1]!))) {
      at = Math.max(0, lastAtOrBelow(knots, kvSum));
      this.last = at;
    }
    const x = knots[at]!;
    const us = knotUs[at]!;
    if (kvSum === x) {
      this.us = us;
      this.provenance = this.atKnot[at]!;
      return;
    }
    this.provenance = this.afterKnot[at]!;
    if (kvSum < x) this.us = us;
    else if (at === knots.length - 1) this.us = (us * kvSum) / x;
    else this.us = us + ((kvSum - x) / (knots[at + 1]! - x)) * (knotUs[at + 1]! - us);
  }
}
