import { floorDecodeRow, NearestDecodeRow } from "./decode-lookup.ts";
import type { InferSimGpu } from "./gpus.ts";
import {
  floorGroupedRow,
  gemmRow,
  groupedRows,
  type Lookup,
  nearestGroupedRow,
  prefillRow,
} from "./lookup.ts";
import { defaultMfu, type Mfu } from "./mfu.ts";
import type { InferSimRank } from "./rank.ts";
import type { GroupedRow, InferSimTables } from "./tables.ts";

/** InferSim's MFU of prefill attention where there is no table at all. Where there is one, too short, the GPU's default. */
const PREFILL_WITHOUT_TABLE = defaultMfu(0.9, "no prefill attention table");

export type Phase = "prefill" | "decode";

/** The MFU of every kernel, by one of InferSim's lookups. */
export class MfuSource {
  private readonly tables: InferSimTables;
  private readonly lookup: Lookup;
  private readonly fallback: Mfu;
  private readonly nearestDecode: NearestDecodeRow;
  private readonly grouped: Readonly<Record<Phase, readonly GroupedRow[]>>;

  constructor(tables: InferSimTables, lookup: Lookup, gpu: InferSimGpu, rank: InferSimRank) {
    const site = {
      experts: rank.experts,
      gpus: rank.tp,
      localExperts: Math.floor(rank.experts / rank.tp),
      topK: rank.topK,
      hidden: rank.hidden,
      intermediate: rank.rankIntermediate,
    };
    this.tables = tables;
    this.lookup = lookup;
    this.fallback = defaultMfu(gpu.defaultMfu, `default of ${gpu.name}`);
    this.nearestDecode = new NearestDecodeRow(tables.decode ?? []);
    this.grouped = {
      prefill: groupedRows(tables.groupedPrefill ?? [], site, lookup),
      decode: groupedRows(tables.groupedDecode ?? [], site, lookup),
    };
  }

  gemm(m: number, k: number, n: number): Mfu {
    const row = gemmRow(this.tables.gemm, m, k, n);
    if (row === undefined) return this.fallback;
    return row.m === m && row.k === k && row.n === n ? row.onGrid : row.offGrid;
  }

  prefill(seqLen: number): Mfu {
    if (this.tables.prefill === undefined) return PREFILL_WITHOUT_TABLE;
    const row = prefillRow(this.tables.prefill, seqLen);
    if (row === undefined) return this.fallback;
    return row.seqLen === seqLen ? row.onGrid : row.offGrid;
  }

  /** Allocates nothing. */
  decode(batch: number, kvLen: number): Mfu {
    const rows = this.tables.decode;
    if (rows === undefined) return this.fallback;
    const row =
      this.lookup === "nearest" ? this.nearestDecode.find(batch, kvLen) : floorDecodeRow(rows, batch, kvLen);
    if (row === undefined) return this.fallback;
    return row.batch === batch && row.kvLen === kvLen ? row.onGrid : row.offGrid;
  }

  /** The experts' grouped GEMM over this many tokens. */
  experts(phase: Phase, tokens: number): Mfu {
    const rows = this.grouped[phase];
    const nearest = phase === "decode" && this.lookup === "nearest";
    const row = nearest ? nearestGroupedRow(rows, tokens) : floorGroupedRow(rows, tokens);
    if (row === undefined) return this.fallback;
    return row.tokens === tokens ? row.onGrid : row.offGrid;
  }
}
