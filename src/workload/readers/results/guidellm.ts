import { fail } from "../../check.ts";
import type { RowSink } from "../../row-sink.ts";
import { numberAt, valueAt } from "../json-values.ts";
import { wholeTokens } from "../row-values.ts";
import { MeasuredRows } from "./measured-rows.ts";

/** Where the versions of guidellm keep the moment a request was sent: 0.4 and later, 0.3, 0.2. */
const STARTS = [
  "info.timings.request_start",
  "scheduler_info.request_timings.request_start",
  "request_start_time",
  "start_time",
];
const PROMPTS = ["prompt_tokens", "input_metrics.text_tokens"];
const OUTPUTS = ["output_tokens", "output_metrics.text_tokens"];

/**
 * One benchmark of a guidellm report (v1 or v2) as a workload: its successful requests.
 * @param run which benchmark, from 1; needed where several have requests
 */
export function readGuidellm(
  document: unknown,
  sink: RowSink,
  run: number | undefined,
): { originNs: number } {
  const where = { file: sink.file };
  const benchmarks = valueAt(document, "benchmarks");
  if (!Array.isArray(benchmarks)) fail({ where, field: "benchmarks", message: "must be a list" });
  const benchmark = chosen(benchmarks, run, sink);
  const requests = valueAt(benchmark, "requests");
  for (const status of ["errored", "incomplete"]) {
    const left = valueAt(requests, status);
    if (Array.isArray(left)) for (const _ of left) sink.drop(`${status} in the measured run`);
  }
  const rows = new MeasuredRows(sink);
  for (const [i, request] of successful(benchmark).entries()) {
    const name = `request ${i + 1}`;
    const prompt = wholeTokens(numberAt(request, ...PROMPTS), where, `${name}: prompt tokens`);
    const output = wholeTokens(numberAt(request, ...OUTPUTS), where, `${name}: output tokens`);
    const start = numberAt(request, ...STARTS);
    if (start === undefined) fail({ where, field: `${name}: request start`, message: "is missing" });
    if (!rows.add(start, prompt, output, 1)) break;
  }
  return { originNs: rows.originNs };
}

function chosen(benchmarks: readonly unknown[], run: number | undefined, { file }: RowSink): unknown {
  const where = { file };
  const withRequests = benchmarks.filter((benchmark) => successful(benchmark).length > 0);
  const list = () => benchmarks.map((benchmark, i) => `${i + 1}: ${describe(benchmark)}`).join("; ");
  if (run !== undefined) {
    if (benchmarks[run - 1] !== undefined) return benchmarks[run - 1];
    fail({
      where,
      field: "--trace-run",
      got: run,
      message: "is not in this report",
      remedy: `There is ${list()}`,
    });
  }
  if (withRequests.length === 1) return withRequests[0];
  if (withRequests.length === 0) {
    const remedy = "Run guidellm so that its report keeps them (no --sample-requests 0)";
    fail({ where, message: "is a report without single requests", remedy });
  }
  fail({ where, message: "has several runs", remedy: `Choose one with --trace-run: ${list()}` });
}

function successful(benchmark: unknown): unknown[] {
  const requests = valueAt(benchmark, "requests.successful");
  return Array.isArray(requests) ? requests : [];
}

function describe(benchmark: unknown): string {
  const kind =
    valueAt(benchmark, "config.strategy.type_") ?? valueAt(benchmark, "args.strategy.type_") ?? "run";
  const rate = numberAt(benchmark, "config.strategy.rate", "args.strategy.rate");
  return `${String(kind)}${rate === undefined ? "" : ` ${rate}/s`}, ${successful(benchmark).length} requests`;
}
