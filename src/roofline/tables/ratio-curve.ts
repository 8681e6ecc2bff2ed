import { EXTRAPOLATED, INTERPOLATED, lastAtOrBelow, MEASURED } from "./along.ts";

/** Table time over analytic time along prompt length: linear in its square root, held beyond the ends. */
export class RatioCurve {
  private readonly roots: Float64Array;
  private readonly ratios: Float64Array;
  private readonly exact: Uint8Array;

  /** `exact[i]`: whether the ratio at `lengths[i]` is a measurement as it stands in the file. */
  constructor(lengths: Float64Array, ratios: Float64Array, exact: Uint8Array) {
    this.roots = lengths.map(Math.sqrt);
    this.ratios = ratios;
    this.exact = exact;
  }

  at(length: number): number {
    const { roots, ratios } = this;
    const root = Math.sqrt(length);
    const at = lastAtOrBelow(roots, root);
    if (at < 0) return ratios[0]!;
    if (at === roots.length - 1) return ratios[at]!;
    const share = (root - roots[at]!) / (roots[at + 1]! - roots[at]!);
    return ratios[at]! + share * (ratios[at + 1]! - ratios[at]!);
  }

  /** Measured on an exact point, interpolated inside, extrapolated beyond. */
  provenanceAt(length: number): number {
    const { roots } = this;
    const root = Math.sqrt(length);
    const at = lastAtOrBelow(roots, root);
    if (at >= 0 && roots[at] === root && this.exact[at] === 1) return MEASURED;
    return at < 0 || root > roots.at(-1)! ? EXTRAPOLATED : INTERPOLATED;
  }
}
