import type { FlagTable } from "./spec.ts";

const GROUP = "Output:";

/** What is measured of a run. Part of a configuration, since it shapes the figures. */
export const METRIC_FLAGS = {
  goodput: {
    type: "string",
    list: true,
    group: GROUP,
    help: "Objectives in ms that count as good: ttft:500,tpot:50,e2el:10000",
  },
  percentiles: {
    type: "number",
    list: true,
    min: 0,
    max: 100,
    aliases: ["metric-percentiles"],
    default: [50, 90, 99],
    group: GROUP,
    help: "Percentiles to report",
  },
  warmup: {
    type: "integer",
    min: 0,
    default: 0,
    unit: "requests",
    aliases: ["num-warmups"],
    group: GROUP,
    help: "First requests that stay out of TTFT, TPOT and E2EL",
  },
} as const satisfies FlagTable;

/** How a command shows its results. */
export const OUTPUT_FLAGS = {
  config: {
    type: "string",
    transient: true,
    group: GROUP,
    help: "YAML or JSON file of settings; the result.json of an earlier run reruns it",
  },
  output: {
    type: "string",
    transient: true,
    aliases: ["o"],
    group: GROUP,
    help: "Folder for the files of a command: of a run result.json, requests.csv, timeseries.csv, metrics.prom, config.resolved.json; of many runs summary.csv, summary.json, manifest.json, results/",
  },
  report: {
    type: "boolean",
    transient: true,
    group: GROUP,
    help: "With --output: report.html, charts of the run or of the comparison in one file",
  },
  perfetto: {
    type: "boolean",
    transient: true,
    group: GROUP,
    help: "With --output: trace.perfetto.json, for ui.perfetto.dev",
  },
  steps: {
    type: "boolean",
    transient: true,
    group: GROUP,
    help: "With --output: steps.csv, one row an engine step",
  },
  sample: {
    type: "integer",
    min: 1,
    infinite: true,
    transient: true,
    default: 10_000,
    unit: "steps and requests",
    group: GROUP,
    help: "Most of each that report.html, trace and steps.csv hold; inf: all",
  },
  watch: {
    type: "boolean",
    transient: true,
    group: GROUP,
    help: "Show on stderr how the run goes while it goes; costs speed; nothing where stderr is no terminal",
  },
  format: {
    type: "string",
    choices: ["table", "json", "csv"],
    default: "table",
    transient: true,
    group: GROUP,
    help: "What stdout carries",
  },
  "save-detailed": {
    type: "boolean",
    default: true,
    transient: true,
    group: GROUP,
    help: "Keep per-request arrays in result.json",
  },
  reproducible: {
    type: "boolean",
    transient: true,
    group: GROUP,
    help: "Leave date and clock times out, so that equal runs give equal bytes",
  },
  "dry-run": {
    type: "boolean",
    transient: true,
    group: GROUP,
    help: "Check everything and say what would run, then stop",
  },
  "step-by-step": {
    type: "boolean",
    transient: true,
    group: GROUP,
    help: "The literal loop, request by request: same result, far slower",
  },
  "check-invariants": {
    type: "boolean",
    transient: true,
    group: GROUP,
    help: "Check the engine's invariants at every event",
  },
  quiet: { type: "boolean", transient: true, group: GROUP, help: "No progress, no notes on stderr" },
  verbose: {
    type: "boolean",
    transient: true,
    group: GROUP,
    help: "Say on stderr what is done and how long it takes",
  },
  debug: { type: "boolean", transient: true, group: GROUP, help: "Show the stack of an error" },
} as const satisfies FlagTable;

/** `inference-sim step`. */
export const STEP_FLAGS = {
  prefill: {
    type: "string",
    list: true,
    transient: true,
    group: "The step:",
    help: "Prompt chunks, TOKENS[@CACHED],...: 2048,512@4096",
  },
  decode: {
    type: "string",
    list: true,
    transient: true,
    group: "The step:",
    help: "Decoding requests, COUNTxCONTEXT,...: 32x1024",
  },
} as const satisfies FlagTable;
