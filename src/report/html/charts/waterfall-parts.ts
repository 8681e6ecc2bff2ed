/** Where the time of each request went: parts that sum to its latency. */
export interface Waterfall {
  /** `ttft` */
  readonly id: string;
  /** `TTFT` */
  readonly name: string;
  /** Nanoseconds, by request; NaN leaves a request out. */
  readonly totalNs: Float64Array;
  readonly parts: readonly { readonly name: string; readonly ns: Float64Array }[];
}

/**
 * By a part's place: admission, a place, KV blocks, own prefill, interference, then the parts of a step in the colours they
 * have elsewhere on the page (GEMM, attention, all-reduce, other, host), recomputation.
 */
const COLOURS = [
  ...["var(--c10)", "var(--c8)", "var(--c9)", "var(--c4)", "var(--c11)"],
  ...["var(--c1)", "var(--c2)", "var(--c3)", "var(--c5)", "var(--c6)", "var(--c7)"],
];

export const colourOf = (place: number): string => COLOURS[place % COLOURS.length]!;

/** Bounds of the groups, percent of the requests in order of their latency: finer towards the tail. */
const BOUNDS = [0, 10, 25, 50, 75, 90, 95, 99, 100];
/** So many requests need coarser groups, or the finest would be empty. */
const FEW = 100;
const COARSE_BOUNDS = [0, 25, 50, 75, 90, 100];
/** Up to so many are shown one by one. */
const SINGLE = 12;

export interface WaterfallGroup {
  readonly label: string;
  readonly requests: number;
  readonly totalMs: number;
  readonly partMs: readonly number[];
}

/** Requests in order of their latency, in groups with the mean of each part. */
export function waterfallGroups({ totalNs, parts }: Waterfall): WaterfallGroup[] {
  const order = Uint32Array.from(totalNs.keys())
    .filter((row) => !Number.isNaN(totalNs[row]!))
    .sort((a, b) => totalNs[a]! - totalNs[b]!);
  return ranges(order).map(({ label, rows }) => {
    const mean = (ns: Float64Array): number =>
      rows.reduce((sum, row) => sum + ns[row]!, 0) / rows.length / 1e6;
    return {
      ...{ label, requests: rows.length, totalMs: mean(totalNs) },
      partMs: parts.map(({ ns }) => mean(ns)),
    };
  });
}

function ranges(order: Uint32Array): { label: string; rows: Uint32Array }[] {
  if (order.length <= SINGLE)
    return Array.from(order, (row) => ({ label: `request ${row}`, rows: Uint32Array.of(row) }));
  const bounds = order.length < FEW ? COARSE_BOUNDS : BOUNDS;
  const place = (percent: number): number => Math.round((percent / 100) * order.length);
  return bounds.slice(1).map((upper, i) => {
    const lower = bounds[i]!;
    return { label: `${lower} to ${upper} %`, rows: order.subarray(place(lower), place(upper)) };
  });
}
