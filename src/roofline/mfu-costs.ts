import type { KernelConstants } from "./kernels/constants.ts";
import { elementwiseUs } from "./kernels/elementwise.ts";
import { rankWaitUs } from "./kernels/rank-wait.ts";
import { expertsUs, routingUs } from "./mfu-experts.ts";
import type { LayerGemm, LayerGroup } from "./mfu-layers.ts";
import { MlaPrefill, mlaDecodeCurve } from "./mfu-mla.ts";
import type { Shard } from "./mfu-shard.ts";
import { allReducePrice } from "./tables/all-reduce-price.ts";
import { MODELLED, type Priced } from "./tables/along.ts";
import type { DecodeCurve } from "./tables/decode-curve.ts";
import { DecodePrice } from "./tables/decode-price.ts";
import { type GemmByRows, gemmPrice } from "./tables/gemm-price.ts";
import type { KernelTables } from "./tables/kernel-tables.ts";
import { PrefillPrice } from "./tables/prefill-price.ts";

/** Columns of a row of costs, microseconds. The three by provenance are of the row's whole; the rest is modelled. */
export const COST = {
  measured: 0,
  interpolated: 1,
  extrapolated: 2,
  gemm: 3,
  allReduce: 4,
  elementwise: 5,
  head: 3,
} as const;
/** Columns of a row: as many as a cache line holds. */
export const COST_COLUMNS = 8;

/**
 * What the kernels of a step cost. Rows are found by offset: reading a few neighbouring numbers of one typed array is
 * what makes a price cheap.
 */
export interface StepCosts {
  readonly rows: Float64Array;
  /** Offset in `rows` of the cost of all layers' work that depends only on the number of tokens. */
  dense(tokens: number, eager: boolean): number;
  /** Offset in `rows` of the cost of the LM head over the sequences that need logits; at least one. */
  head(sequences: number): number;
  /** Decode attention of one layer. */
  decodeCurve(batch: number): DecodeCurve;
  /** Prefill attention of one layer. */
  readonly prefill: PrefillAttention;
}

/** Prices one launch over all chunks of a step; the result is left in `us` and `provenance`. Allocates nothing. */
export interface PrefillAttention {
  readonly us: number;
  readonly provenance: number;
  price(chunkTokens: ArrayLike<number>, chunkContext: ArrayLike<number>, chunks: number): void;
}

/** Activations are summed in bf16. */
const ACTIVATION_BYTES = 2;
/** All-reduces a layer: after attention and after the feed-forward. */
const ALL_REDUCES = 2;

/** Costs computed afresh on every call, straight from tables and kernel models. */
export class DirectCosts implements StepCosts {
  readonly prefill: PrefillAttention;
  /** The last dense row, then the last head row. */
  readonly rows: Float64Array = new Float64Array(2 * COST_COLUMNS);
  private readonly shard: Shard;
  private readonly tables: KernelTables;
  private readonly constants: KernelConstants;
  private readonly groups: readonly { readonly group: LayerGroup; readonly gemms: readonly GemmByRows[] }[];
  private readonly lmHead: GemmByRows;
  private readonly decode: DecodePrice;
  /** What a rank waits for the others at each all-reduce. */
  private readonly allReduceWaitUs: number;

  /** @param allReduceSkewUs spread of the times at which ranks reach an all-reduce */
  constructor(shard: Shard, tables: KernelTables, constants: KernelConstants, allReduceSkewUs = 0) {
    this.shard = shard;
    this.allReduceWaitUs = rankWaitUs(shard.tp, allReduceSkewUs);
    this.tables = tables;
    this.constants = constants;
    const gemm = ({ k, n, dtype }: LayerGemm) =>
      gemmPrice(dtype === "fp8" ? tables.gemmFp8 : tables.gemmBf16, k, n, dtype, constants);
    this.groups = shard.groups.map((group) => ({ group, gemms: group.gemms.map(gemm) }));
    this.lmHead = gemm({ k: shard.hidden, n: shard.vocab, dtype: "bf16" });
    const { attention, kvDtype, kvBytesPerElement, mla } = shard;
    this.prefill =
      mla === undefined
        ? new PrefillPrice(tables.prefill, attention, kvBytesPerElement, constants)
        : new MlaPrefill(shard, mla, constants);
    this.decode = new DecodePrice(tables.decode, attention, kvDtype, kvBytesPerElement, constants);
  }

  dense(tokens: number, eager: boolean): number {
    const { shard, constants, tables, rows } = this;
    const { layers, hidden, tp } = shard;
    rows.fill(0, 0, COST_COLUMNS);
    for (const { group, gemms } of this.groups) {
      for (const price of gemms) this.book(0, COST.gemm, price(tokens), group.layers);
      const { experts, activationWidth, qkvWidth } = group;
      let elementwise = elementwiseUs(tokens, hidden, activationWidth, qkvWidth, constants);
      if (experts !== undefined) {
        rows[COST.gemm]! += group.layers * expertsUs(experts, tokens, constants);
        elementwise += routingUs(experts, tokens, constants);
      }
      rows[COST.elementwise]! += group.layers * elementwise;
    }
    const bytes = tokens * hidden * ACTIVATION_BYTES;
    const reduce = allReducePrice(tables.allReduce, tp, bytes, eager, constants);
    this.book(0, COST.allReduce, reduce, layers * ALL_REDUCES);
    rows[COST.allReduce]! += layers * ALL_REDUCES * this.allReduceWaitUs;
    return 0;
  }

  head(sequences: number): number {
    this.rows.fill(0, COST_COLUMNS);
    this.book(COST_COLUMNS, COST.head, this.lmHead(sequences), 1);
    return COST_COLUMNS;
  }

  /** Adds `times` a kernel to a column of a row, and to the column of its provenance. */
  private book(row: number, column: number, { us, provenance }: Priced, times: number): void {
    this.rows[row + column]! += times * us;
    if (provenance !== MODELLED) this.rows[row + provenance]! += times * us;
  }

  decodeCurve(batch: number): DecodeCurve {
    const { shard, constants } = this;
    const { mla } = shard;
    return mla === undefined ? this.decode.curve(batch) : mlaDecodeCurve(shard, mla, batch, constants);
  }
}
