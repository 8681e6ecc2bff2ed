import type { KernelConstants } from "./kernels/constants.ts";
import { elementwiseUs } from "./kernels/elementwise.ts";
import { layerGemms, qkvWidth, type Shard } from "./mfu-shard.ts";
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
  readonly prefill: PrefillPrice;
}

/** Activations are summed in bf16. */
const ACTIVATION_BYTES = 2;
/** All-reduces a layer: after attention and after the feed-forward. */
const ALL_REDUCES = 2;

/** Costs computed afresh on every call, straight from tables and kernel models. */
export class DirectCosts implements StepCosts {
  readonly prefill: PrefillPrice;
  private readonly shard: Shard;
  private readonly tables: KernelTables;
  private readonly constants: KernelConstants;
  private readonly layer: readonly GemmByRows[];
  private readonly lmHead: GemmByRows;
  private readonly decode: DecodePrice;

  constructor(shard: Shard, tables: KernelTables, constants: KernelConstants) {
    this.shard = shard;
    this.tables = tables;
    this.constants = constants;
    const gemm = (k: number, n: number) => gemmPrice(tables.gemmBf16, k, n, "bf16", constants);
    this.layer = layerGemms(shard).map(({ k, n }) => gemm(k, n));
    this.lmHead = gemm(shard.hidden, shard.vocab);
    const { attention, kvDtype, kvBytesPerElement } = shard;
    this.prefill = new PrefillPrice(tables.prefill, attention, kvBytesPerElement, constants);
    this.decode = new DecodePrice(tables.decode, attention, kvDtype, kvBytesPerElement, constants);
  }

  dense(tokens: number, eager: boolean): DenseCost {
    const { shard, constants, tables } = this;
    const { layers, hidden, intermediate, tp } = shard;
    const byProvenance = [0, 0, 0, 0];
    let gemmUs = 0;
    for (const price of this.layer) {
      const { us, provenance } = price(tokens);
      gemmUs += layers * us;
      byProvenance[provenance]! += layers * us;
    }
    const bytes = tokens * hidden * ACTIVATION_BYTES;
    const reduce = allReducePrice(tables.allReduce, tp, bytes, eager, constants);
    const allReduceUs = layers * ALL_REDUCES * reduce.us;
    byProvenance[reduce.provenance]! += allReduceUs;
    const [measuredUs, interpolatedUs, extrapolatedUs] = byProvenance as [number, number, number];
    return {
      gemmUs,
      allReduceUs,
      elementwiseUs: layers * elementwiseUs(tokens, hidden, intermediate, qkvWidth(shard), constants),
      measuredUs,
      interpolatedUs,
      extrapolatedUs,
    };
  }

  head(sequences: number): Priced {
    return sequences === 0 ? { us: 0, provenance: MODELLED } : this.lmHead(sequences);
  }

  decodeCurve(batch: number): DecodeCurve {
    return this.decode.curve(batch);
  }
}
