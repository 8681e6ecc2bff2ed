import type { Histogram, LengthSummary, WorkloadSummary } from "../workload/inspect.ts";
import { csvText } from "./csv.ts";
import { formatCount, formatFigure, formatSeconds, formatShare } from "./format.ts";
import { type Column, textTable } from "./text-table.ts";

/** Width of the longest bar, characters. */
const BAR = 40;
const EIGHTHS = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];

/** What a workload is like, for a terminal. */
export function workloadText(summary: WorkloadSummary): string {
  const { requests, followUps, sessions, durationS, requestRate, arrivalCv, burstiness, peakPerSecond } =
    summary;
  const lines: [string, string][] = [
    ["requests", formatCount(requests)],
    ...(followUps > 0 ? [["of them waiting for a turn", formatCount(followUps)] as [string, string]] : []),
    ...(sessions > 0 ? [["sessions", formatCount(sessions)] as [string, string]] : []),
    ["first to last arrival", formatSeconds(durationS)],
    ["rate", Number.isFinite(requestRate) ? `${formatFigure(requestRate)} requests/s` : "all at once"],
    ["most within a second", formatCount(peakPerSecond)],
    ["variation of the gaps", Number.isFinite(arrivalCv) ? `${formatFigure(arrivalCv)} (1 is Poisson)` : "-"],
    ["burstiness", burstiness === Number.POSITIVE_INFINITY ? "inf" : formatFigure(burstiness)],
    ["prefix reuse", reuseText(summary)],
  ];
  const width = Math.max(...lines.map(([label]) => label.length)) + 2;
  const blocks = [
    [summary.description, ...lines.map(([label, value]) => `${label.padEnd(width)}${value}`)],
    lengthTable(summary),
    ["prompt tokens", ...bars(summary.promptHistogram, formatCount)],
    ["output tokens", ...bars(summary.outputHistogram, formatCount)],
    ...(durationS > 0
      ? [
          [
            "arrivals over time",
            ...bars(summary.arrivalHistogram, (edge) => (edge === 0 ? "0 s" : formatSeconds(edge))),
          ],
        ]
      : []),
  ];
  return `${blocks.map((block) => block.join("\n")).join("\n\n")}\n`;
}

function reuseText({ infiniteCacheHitRatio, hitTokens, inputTokens }: WorkloadSummary): string {
  const share = formatShare(infiniteCacheHitRatio);
  return `${share} (${formatCount(hitTokens)} of ${formatCount(inputTokens)} prompt tokens, with a cache without limits)`;
}

const LENGTHS = ["mean", "stdev", "min", "p50", "p90", "p99", "max", "total"] as const;

function lengthTable({ promptTokens, outputTokens }: WorkloadSummary): string[] {
  const columns: Column[] = [
    { heading: "tokens", align: "left" },
    ...LENGTHS.map((heading): Column => ({ heading, align: "right" })),
  ];
  const row = (name: string, lengths: LengthSummary) => [
    name,
    ...LENGTHS.map((key) => (key === "total" ? formatCount(lengths[key]) : formatFigure(lengths[key], 1))),
  ];
  return textTable(columns, [row("prompt", promptTokens), row("output", outputTokens)]);
}

function bars({ edges, counts }: Histogram, edgeText: (edge: number) => string): string[] {
  const most = Math.max(...counts);
  const labels = counts.map((_, i) => edgeText(edges[i]!));
  const labelWidth = Math.max(...labels.map((label) => label.length));
  const countWidth = Math.max(...counts.map((count) => formatCount(count).length));
  return counts.map((count, i) => {
    const label = labels[i]!.padStart(labelWidth);
    return `  ${label}  ${formatCount(count).padStart(countWidth)}  ${bar(count / most)}`.trimEnd();
  });
}

/** A bar of this share of the full width, to an eighth of a character. */
function bar(share: number): string {
  const eighths = Math.round(share * BAR * 8);
  // What there is at all stays visible.
  const drawn = share > 0 ? Math.max(1, eighths) : 0;
  return "█".repeat(Math.floor(drawn / 8)) + EIGHTHS[drawn % 8]!;
}

/** One row of figures under a header. */
export function workloadCsv(summary: WorkloadSummary): string {
  const { promptTokens, outputTokens } = summary;
  const scalars = Object.entries(summary).filter(([, value]) => typeof value === "number");
  const lengths = (name: string, values: LengthSummary): [string, number][] =>
    LENGTHS.map((key) => [`${name}_${key}`, values[key]]);
  const columns = [...scalars, ...lengths("prompt", promptTokens), ...lengths("output", outputTokens)];
  return csvText(
    columns.map(([name]) => name),
    [columns.map(([, value]) => value as number)],
  );
}
