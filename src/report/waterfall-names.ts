import type { WaterfallPart } from "../engine/waterfall-parts.ts";

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
