import type { WritableFormat } from "../../workload/convert.ts";
import type { FlagTable } from "./spec.ts";

// Spelled out, not imported: the writers would be loaded for `--help`.
const FORMATS = [
  "azure",
  "mooncake",
  "llmservingsim",
  "csv",
  "jsonl",
] as const satisfies readonly WritableFormat[];

/** `inference-sim workload ...` */
export const WORKLOAD_FLAGS = {
  to: {
    type: "string",
    choices: FORMATS,
    transient: true,
    defaultFrom: "by the file's name: .csv or .jsonl",
    group: "Trace:",
    help: "Format to write",
  },
} as const satisfies FlagTable;
