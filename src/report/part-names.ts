import type { StepPart } from "../engine/latency-model.ts";

/** Parts of a step in words. */
export const STEP_PART_NAMES: Readonly<Record<StepPart, string>> = {
  gemm: "GEMM",
  attention: "attention",
  allReduce: "all-reduce",
  head: "LM head",
  elementwise: "elementwise",
  host: "host",
};
