import type { FlagTable } from "./spec.ts";

const GROUP = "What to explain:";

const percentile = (p: number) =>
  ({
    type: "string",
    choices: ["ttft", "tpot", "e2el"],
    transient: true,
    group: GROUP,
    help: `The request at this run's p${p} of a latency`,
  }) as const;

/** `inference-sim explain`. */
export const EXPLAIN_FLAGS = {
  request: {
    type: "integer",
    min: 0,
    transient: true,
    group: GROUP,
    help: "A request by its number, as in requests.csv: its TTFT, then its E2EL",
  },
  p50: percentile(50),
  p90: percentile(90),
  p95: percentile(95),
  p99: percentile(99),
  slowest: {
    type: "string",
    choices: ["ttft", "tpot", "e2el", "step"],
    transient: true,
    group: GROUP,
    help: "The request with the longest of these latencies, or the longest engine step",
  },
  step: {
    type: "integer",
    min: 1,
    transient: true,
    group: GROUP,
    help: "An engine step by its number, as in steps.csv",
  },
  replica: {
    type: "integer",
    min: 0,
    default: 0,
    transient: true,
    group: GROUP,
    help: "With --step: which replica's (--slowest step looks at all, or at this one)",
  },
  try: {
    type: "boolean",
    default: true,
    transient: true,
    group: GROUP,
    help: "Simulate what would shorten it, one setting changed at a time",
  },
} as const satisfies FlagTable;
