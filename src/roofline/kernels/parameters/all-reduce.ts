import type { ParameterTable } from "./parameter.ts";

/** vLLM's kernels inside a CUDA graph, for one number of ranks: a direct one for small messages, another beyond. */
export const ALL_REDUCE_CUSTOM = {
  directUs: { unit: "us", low: 1, high: 15, start: 4.5, meaning: "latency of reading every peer's message" },
  directBytesPerUs: { unit: "bytes/us", low: 1e4, high: 4.5e5, start: 1e5, meaning: "its rate" },
  scatterUs: { unit: "us", low: 1, high: 25, start: 8, meaning: "latency of reduce-scatter and all-gather" },
  scatterBytesPerUs: { unit: "bytes/us", low: 5e4, high: 4.5e5, start: 2e5, meaning: "its rate" },
  scatterFloorUs: {
    unit: "us",
    low: 1,
    high: 25,
    start: 8,
    meaning: "least time of its two synchronisations",
  },
} as const satisfies ParameterTable;

/** NCCL, for one number of ranks: the fastest of its three protocols. */
export const ALL_REDUCE_NCCL = {
  llUs: { unit: "us", low: 2, high: 30, start: 8, meaning: "latency, LL protocol" },
  llBytesPerUs: { unit: "bytes/us", low: 1e3, high: 2e5, start: 1e4, meaning: "rate, LL protocol" },
  ll128Us: { unit: "us", low: 2, high: 40, start: 10, meaning: "latency, LL128 protocol" },
  ll128BytesPerUs: { unit: "bytes/us", low: 1e4, high: 4e5, start: 1.2e5, meaning: "rate, LL128 protocol" },
  simpleUs: { unit: "us", low: 5, high: 100, start: 20, meaning: "latency, Simple protocol" },
  simpleBytesPerUs: {
    unit: "bytes/us",
    low: 5e4,
    high: 4.5e5,
    start: 2.5e5,
    meaning: "rate, Simple protocol",
  },
} as const satisfies ParameterTable;
