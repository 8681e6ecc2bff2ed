import { WATERFALL_PARTS } from "../engine/waterfall-parts.ts";
import type { PartsMs } from "../metrics/waterfall.ts";
import { formatCount, formatFigure, formatShare, formatSignedPercent } from "../report/format.ts";
import type { RunReport } from "../report/run-report.ts";
import { type Column, textTable } from "../report/text-table.ts";
import { PART_NAMES } from "../report/waterfall-names.ts";
import { waterfallBars } from "./bars.ts";
import type { RequestExplanation, Trial } from "./explain-request.ts";
import { partSentence } from "./request-sentences.ts";
import { largestParts, total } from "./waterfall-view.ts";

export const METRIC_NAMES = { ttft: "TTFT", tpot: "TPOT", e2el: "E2EL" } as const;
const BAR_WIDTH = 32;
/** Parts that are explained in words. */
const TOLD = 0.02;

type Report = Pick<RunReport, "requests" | "result" | "kvBlocks">;

/** Which request, what its time was spent on, and what would shorten it. Ends with a newline. */
export function requestText(explanation: RequestExplanation, report: Report): string {
  const { parts } = explanation;
  const told = largestParts(parts).filter((part) => parts[part] >= TOLD * total(parts));
  const lines = [
    ...introduction(explanation, report),
    "",
    ...partTable(explanation),
    "",
    ...told.map((part) => partSentence(part, explanation, report)),
    ...trialLines(explanation),
  ];
  return `${lines.join("\n")}\n`;
}

function introduction(
  { row, metric, percentile, atArrival, parts }: RequestExplanation,
  { requests, result, kvBlocks }: Report,
): string[] {
  const name = METRIC_NAMES[metric];
  const seconds = (ns: number) => `${formatFigure(ns / 1e9)} s`;
  const replica = result.replicas.length > 1 ? ` on replica ${result.replica[row]}` : "";
  const which =
    percentile === undefined
      ? `Request ${row} has ${formatFigure(total(parts))} ms of ${name}`
      : `p${percentile.percentile} of ${name} is ${formatFigure(percentile.ms)} ms; request ${row}, the first that is not below it, has ${formatFigure(total(parts))} ms`;
  const kvShare = atArrival.kvBlocks / ((kvBlocks - 1) * result.replicas.length);
  return [
    `${which}.`,
    `It has ${formatCount(requests.promptTokens[row]!)} prompt tokens, ${formatCount(result.cachedTokens[row]!)} of them cached, and ${formatCount(result.outputTokens[row]!)} output tokens${replica}. ` +
      `It arrived at ${seconds(result.arrivalNs[row]!)}, was first scheduled at ${seconds(result.firstScheduledNs[row]!)}, had its first token at ` +
      `${seconds(result.firstTokenNs[row]!)} and its last at ${seconds(result.lastTokenNs[row]!)}.`,
    `Around its arrival ${formatCount(atArrival.running)} requests ran, ${formatCount(atArrival.waiting)} waited, and ${formatShare(kvShare)} of the KV blocks were in use.`,
  ];
}

function partTable({ row, metric, parts, percentile, groups }: RequestExplanation): string[] {
  const right = (heading: string): Column => ({ heading, align: "right" });
  const compared: [string, PartsMs][] = [
    ...(groups.atOrAbove === undefined
      ? []
      : [[`mean of those above p${percentile!.percentile} (ms)`, groups.atOrAbove] as [string, PartsMs]]),
    ["mean of p25 to p75 (ms)", groups.middleHalf],
  ];
  const columns: Column[] = [
    { heading: METRIC_NAMES[metric], align: "left" },
    ...[right(`request ${row} (ms)`), right("share")],
    ...compared.map(([heading]) => right(heading)),
    { heading: "", align: "left" },
  ];
  const shown = WATERFALL_PARTS.filter((part) =>
    [parts, ...compared.map(([, one]) => one)].some((one) => one[part] > 0),
  );
  const bars = waterfallBars(
    shown.map((part) => parts[part]),
    BAR_WIDTH,
  );
  const rows = shown.map((part, i) => [
    PART_NAMES[part],
    ...[formatFigure(parts[part]), formatShare(parts[part] / total(parts))],
    ...compared.map(([, one]) => formatFigure(one[part])),
    bars[i]!,
  ]);
  const sum = [
    "sum",
    formatFigure(total(parts)),
    "100.0 %",
    ...compared.map(([, one]) => formatFigure(total(one))),
  ];
  return textTable(columns, [...rows, sum]);
}

function trialLines({ row, metric, percentile, parts, trials }: RequestExplanation): string[] {
  if (trials.length === 0) return [];
  const before = total(parts);
  const change = (from: number, to: number) =>
    `${formatFigure(from)} -> ${formatFigure(to)} (${formatSignedPercent((to / from - 1) * 100)} %)`;
  const cells = (trial: Trial): string[] => {
    if ("impossible" in trial) return [trialName(trial), `impossible: ${trial.impossible}`, ""];
    const tail =
      percentile && trial.percentileMs !== undefined ? change(percentile.ms, trial.percentileMs) : "";
    return [trialName(trial), change(before, trial.requestMs), tail];
  };
  const left = (heading: string): Column => ({ heading, align: "left" });
  const columns = [
    left("one setting changed"),
    left(`${METRIC_NAMES[metric]} of request ${row} (ms)`),
    ...(percentile === undefined ? [] : [left(`p${percentile.percentile} (ms)`)]),
  ];
  const rows = trials.toSorted(byEffect).map((trial) => cells(trial).slice(0, columns.length));
  return ["", "What would shorten it, each simulated with the same requests:", ...textTable(columns, rows)];
}

const byEffect = (a: Trial, b: Trial): number => effectOf(a) - effectOf(b);

function effectOf(trial: Trial): number {
  if ("impossible" in trial) return Number.POSITIVE_INFINITY;
  return trial.percentileMs ?? trial.requestMs;
}

/** `tp 1 -> 2` */
export function trialName({ flag, from, to }: Pick<Trial, "flag" | "from" | "to">): string {
  return `${flag} ${from} -> ${to}`;
}
