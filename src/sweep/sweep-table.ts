import { formatCount, formatFigure, formatWithin } from "../report/format.ts";
import { type Column, textTable } from "../report/text-table.ts";
import type { Estimate } from "./estimate.ts";
import type { SweepPoint } from "./point.ts";
import type { SweepFigure } from "./rows.ts";

/** What a terminal shows of the many figures. */
const SHOWN: readonly (readonly [key: string, group: string, heading: string])[] = [
  ["p50_ttft_ms", "TTFT (ms)", "p50"],
  ["p99_ttft_ms", "TTFT (ms)", "p99"],
  ["p50_tpot_ms", "TPOT (ms)", "p50"],
  ["p99_tpot_ms", "TPOT (ms)", "p99"],
  ["p50_e2el_ms", "E2EL (ms)", "p50"],
  ["p99_e2el_ms", "E2EL (ms)", "p99"],
  ["request_throughput", "throughput", "req/s"],
  ["request_goodput", "throughput", "good/s"],
  ["output_throughput", "throughput", "tok/s"],
];

/** One line a point: the labels that vary, means with their 95 % intervals over seeds, and the state. */
export function sweepTable(
  points: readonly SweepPoint[],
  names: readonly string[],
  figures: readonly SweepFigure[],
  width: number,
): string[] {
  const labels = names.filter((name) => name !== "seed");
  const shown = SHOWN.map((entry) => ({
    entry,
    at: figures.findIndex(({ key }) => key === entry[0]),
  })).filter(({ at }) => points.some(({ estimates }) => Number.isFinite(estimates[at]?.mean)));
  const states = points.map(stateText);
  const withState = states.some((state) => state !== "");
  const columns: Column[] = [
    ...labels.map((heading): Column => ({ heading, align: "left" })),
    ...shown.map(({ entry: [, group, heading] }): Column => ({ group, heading, align: "right" })),
    ...(withState ? [{ heading: "state", align: "left" } as const] : []),
  ];
  const rows = points.map((point, index) => [
    ...labels.map((name) => String(point.labels[name] ?? "")),
    ...shown.map(({ at }) => estimateText(point.estimates[at]!)),
    ...(withState ? [states[index]!] : []),
  ]);
  return textTable(columns, rows, { labels: labels.length, width });
}

export function estimateText({ mean, ci95 }: Estimate): string {
  return Number.isFinite(ci95) ? formatWithin(mean, ci95).join(" ±") : formatFigure(mean);
}

const REASON_WIDTH = 60;

/** Empty where there is nothing to say: everything ran, nothing was rejected, no queue grew. */
function stateText({ verdicts, reason, rows }: SweepPoint): string {
  if (reason !== "") {
    const status = rows.find((row) => row.reason !== "")!.status;
    const line = reason.split("\n")[0]!;
    return `${status}: ${line.length > REASON_WIDTH ? `${line.slice(0, REASON_WIDTH - 3)}...` : line}`;
  }
  const verdict = verdicts.filter((one) => one !== "stable" || verdicts.length > 1).join("/");
  const rejected = sum(rows.map(({ record }) => record!.rejected));
  const all = sum(rows.map(({ record }) => record!.figures.num_prompts ?? 0));
  return [
    ...(verdict === "" ? [] : [verdict.replace("overloaded", "OVERLOADED")]),
    ...(rejected === 0 ? [] : [`${formatCount(rejected)} of ${formatCount(all)} requests rejected`]),
  ].join(", ");
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
