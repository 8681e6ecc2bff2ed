import { byCount } from "../by-count.ts";
import { memoryFloorUs, prefillFlops } from "../kernels/bounds.ts";
import type { KernelConstants } from "../kernels/constants.ts";
import { prefillAttentionUs, prefillWriteUs } from "../kernels/prefill-attention.ts";
import { EXTRAPOLATED, INTERPOLATED, MEASURED, MODELLED } from "./along.ts";
import { isMeasured, type PrefillTable } from "./kernel-tables.ts";
import { neighbours } from "./neighbours.ts";
import { RatioCurve } from "./ratio-curve.ts";
import { type HeadShape, headSizes, sameShape } from "./table-folder.ts";

/**
 * Prefill attention of a step, one layer: the analytic time of all its chunks, times what the tables say about it.
 *
 * Tables hold whole prompts, so a chunk is looked up by its equivalent length: the prompt with as many causal FLOPs,
 * sqrt(T (2s + T)). Chunks are weighted by their FLOPs.
 */
export class PrefillPrice {
  /** Result of the last `price`: microseconds, and an index of PROVENANCE. */
  us = 0;
  provenance: number = MODELLED;

  private readonly shape: HeadShape;
  private readonly kvBytesPerElement: number;
  private readonly c: KernelConstants;
  private readonly launchUs: number;
  /** Kept by the number of new tokens: it is a third of what a price costs. */
  private readonly writeUs: (newTokens: number) => number;
  private readonly curve: RatioCurve | undefined;
  /** Best provenance that a price can have: that of the tables behind `curve`. */
  private readonly best: number;

  constructor(
    tables: readonly PrefillTable[],
    shape: HeadShape,
    kvBytesPerElement: number,
    c: KernelConstants,
  ) {
    this.shape = shape;
    this.kvBytesPerElement = kvBytesPerElement;
    this.c = c;
    this.writeUs = byCount((newTokens) => prefillWriteUs(shape.kvHeads, shape.headDim, newTokens, c));
    const own = tables.find((table) => sameShape(table.shape, shape));
    const measured = tables.filter((table) => isMeasured(table.source));
    const floor = prefillAttentionUs(shape.heads, shape.kvHeads, shape.headDim, [1], [0], 1, c);
    this.launchUs = Math.min(floor, ...tables.map((table) => table.leastUs));
    if (own !== undefined && (isMeasured(own.source) || measured.length === 0)) {
      this.curve = ratioCurve(own, c);
      this.best = isMeasured(own.source) ? MEASURED : MODELLED;
    } else if (measured.length > 0) {
      this.curve = transferred(measured, shape, c);
      this.best = EXTRAPOLATED;
    } else {
      this.curve = undefined;
      this.best = MODELLED;
    }
  }

  /** Entries `0 .. chunks-1` of the arrays are read. Allocates nothing. */
  price(chunkTokens: ArrayLike<number>, chunkContext: ArrayLike<number>, chunks: number): void {
    const { c, curve, kvBytesPerElement } = this;
    const { heads, kvHeads, headDim } = this.shape;
    let flops = 0;
    let weighted = 0;
    let kvTokens = 0;
    let provenance = chunks === 1 ? this.best : Math.max(this.best, INTERPOLATED);
    for (let i = 0; i < chunks; i++) {
      const tokens = chunkTokens[i]!;
      const context = chunkContext[i]!;
      const work = prefillFlops(heads, headDim, tokens, context);
      flops += work;
      kvTokens += tokens + context;
      if (curve === undefined) continue;
      const length = Math.sqrt(tokens * (2 * context + tokens));
      weighted += work * curve.at(length);
      // No table has cached prefixes: there the analytic model carries the measurement over.
      const found = context > 0 ? EXTRAPOLATED : curve.provenanceAt(length);
      if (found > provenance) provenance = found;
    }
    const { writeUs } = this;
    const analytic = prefillAttentionUs(
      heads,
      kvHeads,
      headDim,
      chunkTokens,
      chunkContext,
      chunks,
      c,
      writeUs,
    );
    const priced = curve === undefined ? analytic : (analytic * weighted) / flops;
    const computeUs = (flops / c.chip.bf16FlopsPerS) * 1e6;
    const kvUs = memoryFloorUs(2 * kvHeads * headDim * kvBytesPerElement * kvTokens, c);
    this.us = Math.max(priced, computeUs, kvUs, this.launchUs);
    this.provenance = provenance;
  }
}

/** Table over analytic time at the table's own lengths. */
function ratioCurve({ shape, series }: PrefillTable, c: KernelConstants): RatioCurve {
  const { heads, kvHeads, headDim } = shape;
  const ratios = series.x.map(
    (length, i) => series.us[i]! / prefillAttentionUs(heads, kvHeads, headDim, [length], [0], 1, c),
  );
  return new RatioCurve(series.x, ratios, series.exact);
}

/** The weighted ratios of the nearest shapes, at the lengths of the nearest. */
function transferred(tables: readonly PrefillTable[], shape: HeadShape, c: KernelConstants): RatioCurve {
  const near = neighbours(tables, (table) => headSizes(table.shape), headSizes(shape)).map(
    ({ of, weight }) => ({ curve: ratioCurve(of, c), lengths: of.series.x, weight }),
  );
  const lengths = near[0]!.lengths;
  const ratios = lengths.map((length) =>
    near.reduce((sum, { curve, weight }) => sum + weight * curve.at(length), 0),
  );
  return new RatioCurve(lengths, ratios, new Uint8Array(lengths.length));
}
