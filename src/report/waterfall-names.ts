import { WATERFALL_PARTS, type WaterfallPart, type Waterfalls } from "../engine/waterfall-parts.ts";

/** Each part as columns of files name it: `w_<name>_ms`. */
export const PART_COLUMNS: Readonly<Record<WaterfallPart, string>> = {
  admission: "admission",
  slot: "slot",
  blocks: "blocks",
  prefillOwn: "prefill_own",
  interference: "interference",
  gemm: "gemm",
  attention: "attention",
  allReduce: "allreduce",
  other: "other",
  host: "host",
  recompute: "recompute",
};

/** Each part in words. */
export const PART_NAMES: Readonly<Record<WaterfallPart, string>> = {
  admission: "admission",
  slot: "waiting for a place",
  blocks: "waiting for KV blocks",
  prefillOwn: "own prefill",
  interference: "prefill of others",
  gemm: "GEMM",
  attention: "attention",
  allReduce: "all-reduce",
  other: "head and elementwise",
  host: "host",
  recompute: "recompute",
};

/** What decodes of other requests add to a prompt's steps, by kernel: before its first token a request decodes nothing. */
export const BESIDE: readonly WaterfallPart[] = ["gemm", "attention", "allReduce", "other", "host"];
/** All of that in words. */
export const BESIDE_NAME = "decodes of others";

/** The largest part of a request's TTFT in words, and its share. The decodes of others count as one. */
export function largestOfTtft(
  { ttftNs }: Waterfalls,
  row: number,
): { readonly name: string; readonly share: number } {
  const byName = new Map<string, number>();
  let totalNs = 0;
  for (const [place, part] of WATERFALL_PARTS.entries()) {
    const ns = ttftNs[row * WATERFALL_PARTS.length + place]!;
    const name = BESIDE.includes(part) ? BESIDE_NAME : PART_NAMES[part];
    byName.set(name, (byName.get(name) ?? 0) + ns);
    totalNs += ns;
  }
  const [name, ns] = [...byName].reduce((most, one) => (one[1] > most[1] ? one : most));
  return { name, share: ns / totalNs };
}
