import type { GemmRow, GroupedRow, PrefillRow } from "./tables.ts";

/** How InferSim finds decode rows: at commit f2293da the nearest, at 8eca9bb the one at or below. */
const LOOKUPS = ["nearest", "floor"] as const;
export type Lookup = (typeof LOOKUPS)[number];

/** A site further than this from the asked-for one, in (dk^2 + dn^2), is not taken. */
const GEMM_SITE_LIMIT = 1e9;

/**
 * The GEMM row for m x k x n: of the sites at least as large in k and in n the nearest, the first of equals; of its
 * rows the last in file order with m at or below.
 */
export function gemmRow(rows: readonly GemmRow[], m: number, k: number, n: number): GemmRow | undefined {
  let site: GemmRow | undefined;
  let least = GEMM_SITE_LIMIT;
  for (const row of rows) {
    if (row.k < k || row.n < n) continue;
    const distance = (row.k - k) ** 2 + (row.n - n) ** 2;
    if (distance < least) {
      least = distance;
      site = row;
    }
  }
  if (site === undefined) return undefined;
  const { k: siteK, n: siteN } = site;
  return rows.findLast((row) => row.k === siteK && row.n === siteN && row.m <= m);
}

/** The row at or below in file order, up to the first that is longer. */
export function prefillRow(rows: readonly PrefillRow[], seqLen: number): PrefillRow | undefined {
  const longer = rows.findIndex((row) => row.seqLen > seqLen);
  return longer < 0 ? rows.at(-1) : rows[longer - 1];
}

/** A mixture's grouped GEMM on this many GPUs. */
interface GroupedSite {
  readonly experts: number;
  readonly gpus: number;
  readonly localExperts: number;
  readonly topK: number;
  readonly hidden: number;
  readonly intermediate: number;
}

/** Rows of exactly this site. The older lookup does not compare the local experts. */
export function groupedRows(rows: readonly GroupedRow[], site: GroupedSite, lookup: Lookup): GroupedRow[] {
  return rows.filter(
    (row) =>
      row.experts === site.experts &&
      row.gpus === site.gpus &&
      row.topK === site.topK &&
      row.hidden === site.hidden &&
      row.intermediate === site.intermediate &&
      (lookup === "floor" || row.localExperts === site.localExperts),
  );
}

/** The row with the nearest number of tokens, the first of equals. */
export function nearestGroupedRow(rows: readonly GroupedRow[], tokens: number): GroupedRow | undefined {
  let nearest: GroupedRow | undefined;
  for (const row of rows) {
    if (nearest === undefined || Math.abs(row.tokens - tokens) < Math.abs(nearest.tokens - tokens))
      nearest = row;
  }
  return nearest;
}

/** The row at or below in file order, up to the first that has more tokens. */
export function floorGroupedRow(rows: readonly GroupedRow[], tokens: number): GroupedRow | undefined {
  const more = rows.findIndex((row) => row.tokens > tokens);
  return more < 0 ? rows.at(-1) : rows[more - 1];
}
