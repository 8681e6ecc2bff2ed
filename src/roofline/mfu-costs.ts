import type { KernelConstants } from "./kernels/constants.ts";
import { elementwiseUs } from "./kernels/elementwise.ts";
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

/** All layers' work that depends only on the number of tokens, microseconds. */
export interface DenseCost {
  readonly gemmUs: number;
  readonly allReduceUs: number;
  readonly elementwiseUs: number;
  /** Of the three, by provenance; the rest is modelled. */
  readonly measuredUs: number;
  readonly interpolatedUs: number;
  readonly extrapolatedUs: number;
}

/** What the kernels of a step cost. */
export interface StepCosts {
  dense(tokens: number, eager: boolean): DenseCost;
  /** LM head over the sequences that need logits. */
  head(sequences: number): Priced;
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
  private readonly shard: Shard;
  private readonly tables: KernelTables;
  private readonly constants: KernelConstants;
  private readonly groups: readonly { readonly group: LayerGroup; readonly gemms: readonly GemmByRows[] }[];
  private readonly lmHead: GemmByRows;
  private readonly decode: DecodePrice;

  constructor(shard: Shard, tables: KernelTables, constants: KernelConstants) {
    this.shard = shard;
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

  dense(tokens: number, eager: boolean): DenseCost {
    const { shard, constants, tables } = this;
    const { layers, hidden, tp } = shard;
    const byProvenance: [number, number, number, number] = [0, 0, 0, 0];
    const cost = { gemmUs: 0, allReduceUs: 0, elementwiseUs: 0 };
    for (const { group, gemms } of this.groups) {
      for (const price of gemms) {
        const { us, provenance } = price(tokens);
        cost.gemmUs += group.layers * us;
        byProvenance[provenance]! += group.layers * us;
      }
      const { experts, activationWidth, qkvWidth } = group;
      let elementwise = elementwiseUs(tokens, hidden, activationWidth, qkvWidth, constants);
      if (experts !== undefined) {
        cost.gemmUs += group.layers * expertsUs(experts, tokens, constants);
        elementwise += routingUs(experts, tokens, constants);
      }
      cost.elementwiseUs += group.layers * elementwise;
    }
    const bytes = tokens * hidden * ACTIVATION_BYTES;
    const reduce = allReducePrice(tables.allReduce, tp, bytes, eager, constants);
    cost.allReduceUs = layers * ALL_REDUCES * reduce.us;
    byProvenance[reduce.provenance]! += cost.allReduceUs;
    const [measuredUs, interpolatedUs, extrapolatedUs] = byProvenance;
    return { ...cost, measuredUs, interpolatedUs, extrapolatedUs };
  }

  head(sequences: number): Priced {
    return sequences === 0 ? { us: 0, provenance: MODELLED } : this.lmHead(sequences);
  }

  decodeCurve(batch: number): DecodeCurve {
    const { shard, constants } = this;
    const { mla } = shard;
    return mla === undefined ? this.decode.curve(batch) : mlaDecodeCurve(shard, mla, batch, constants);
  }
}
