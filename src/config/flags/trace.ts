import { COLUMN_ROLES, TIME_UNITS, TRACE_FORMATS } from "../../workload/spec.ts";
import type { FlagTable } from "./spec.ts";

const GROUP = "Trace:";
const TRACE = ["trace"] as const;

/** How a trace is read, and what is made of it. */
export const TRACE_FLAGS = {
  trace: {
    type: "string",
    workloads: TRACE,
    group: GROUP,
    help: "Trace file to replay; .gz is fine",
  },
  "trace-format": {
    type: "string",
    choices: TRACE_FORMATS,
    workloads: TRACE,
    defaultFrom: "the file's first line",
    group: GROUP,
    help: "Its format",
  },
  columns: {
    type: "string",
    list: true,
    workloads: TRACE,
    group: GROUP,
    help: `ROLE=NAME,... for other CSV and JSONL; roles: ${COLUMN_ROLES.join(", ")}`,
  },
  "time-unit": {
    type: "string",
    choices: TIME_UNITS,
    workloads: TRACE,
    defaultFrom: "the format's",
    group: GROUP,
    help: "Unit of a numeric arrival column",
  },
  "time-scale": {
    type: "number",
    above: 0,
    workloads: TRACE,
    group: GROUP,
    help: "Multiply arrival times; 2 is half the rate",
  },
  "rate-scale": {
    type: "number",
    above: 0,
    workloads: TRACE,
    group: GROUP,
    help: "Multiply the arrival rate",
  },
  limit: {
    type: "integer",
    min: 1,
    unit: "requests",
    workloads: TRACE,
    group: GROUP,
    help: "Stop after this many requests",
  },
  start: {
    type: "number",
    min: 0,
    unit: "seconds",
    workloads: TRACE,
    group: GROUP,
    help: "Leave out what arrives earlier, counted from the first row",
  },
  end: {
    type: "number",
    above: 0,
    unit: "seconds",
    workloads: TRACE,
    group: GROUP,
    help: "Leave out what arrives from here on",
  },
  "drop-longer": {
    type: "integer",
    min: 2,
    unit: "tokens",
    workloads: TRACE,
    group: GROUP,
    help: "Drop, and count, rows whose prompt and output together are longer",
  },
  "keep-offset": {
    type: "boolean",
    workloads: TRACE,
    group: GROUP,
    help: "Keep the time before the first row",
  },
  "sort-arrivals": {
    type: "boolean",
    workloads: TRACE,
    group: GROUP,
    help: "Sort rows by arrival instead of refusing a file out of order",
  },
  "drop-empty": {
    type: "boolean",
    workloads: TRACE,
    group: GROUP,
    help: "Drop, and count, rows with zero tokens instead of refusing them",
  },
  "timed-trace-chunk-hash-size": {
    type: "integer",
    min: 1,
    unit: "tokens",
    workloads: TRACE,
    defaultFrom: "512 for Mooncake, else 16",
    group: GROUP,
    help: "Tokens of one id in hash_ids",
  },
  "timed-trace-sec-multiplier": {
    type: "number",
    above: 0,
    workloads: TRACE,
    defaultFrom: "0.001 for Mooncake, else 1",
    group: GROUP,
    help: "Seconds in one unit of the timestamp",
  },
  "timed-trace-label-timestamp": {
    type: "string",
    workloads: TRACE,
    group: GROUP,
    help: "Key of the arrival",
  },
  "timed-trace-label-input-length": {
    type: "string",
    workloads: TRACE,
    group: GROUP,
    help: "Key of the prompt length",
  },
  "timed-trace-label-output-length": {
    type: "string",
    workloads: TRACE,
    group: GROUP,
    help: "Key of the output length",
  },
  "timed-trace-label-hash-ids": {
    type: "string",
    workloads: TRACE,
    group: GROUP,
    help: "Key of the block ids",
  },
} as const satisfies FlagTable;
