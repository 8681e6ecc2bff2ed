import { WATERFALL_PARTS } from "../engine/waterfall-parts.ts";
import type { PartsMs } from "../metrics/waterfall.ts";
import {
  formatCount,
  formatFigure,
  formatSeconds,
  formatShare,
  formatSignedPercent,
} from "../report/format.ts";
import type { RunReport } from "../report/run-report.ts";
import { type Column, textTable } from "../report/text-table.ts";
import { PART_NAMES } from "../report/waterfall-names.ts";
import { waterfallBars } from "./bars.ts";
import type { RequestExplanation, Trial } from "./explain-request.ts";
import type { Change } from "./remedies.ts";
import { partSentence } from "./request-sentences.ts";
import { largestParts, total } from "./waterfall-view.ts";

const METRIC_NAMES = { ttft: "TTFT", tpot: "TPOT", e2el: "E2EL" } as const;
const BAR_WIDTH = 32;
/** Parts that are explained in words. */
const TOLD = 0.02;

type PossibleTrial = Exclude<Trial, { readonly impossible: string }>;
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
  const after = (times: Float64Array) => formatSeconds((times[row]! - result.arrivalNs[row]!) / 1e9);
  const replica = result.replicas.length > 1 ? ` on replica ${result.replica[row]}` : "";
  const which =
    percentile === undefined
      ? `Request ${row} has ${formatFigure(total(parts))} ms of ${name}`
      : `p${percentile.percentile} of ${name} is ${formatFigure(percentile.ms)} ms; request ${row}, the first that is not below it, has ${formatFigure(total(parts))} ms`;
  const kvShare = atArrival.kvBlocks / ((kvBlocks - 1) * result.replicas.length);
  return [
    `${which}.`,
    `It has ${formatCount(requests.promptTokens[row]!)} prompt tokens, ${formatCount(result.cachedTokens[row]!)} of them cached, and ${formatCount(result.outputTokens[row]!)} output tokens${replica}.`,
    `It arrived at ${formatFigure(result.arrivalNs[row]! / 1e9)} s, was scheduled ${after(result.firstScheduledNs)} after that, had its first token after ${after(result.firstTokenNs)} and its last after ${after(result.lastTokenNs)}.`,
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
  const cells = (trial: PossibleTrial): string[] => [
    ...[trialName(trial), change(before, trial.requestMs)],
    ...(percentile && trial.percentileMs !== undefined ? [change(percentile.ms, trial.percentileMs)] : []),
  ];
  const left = (heading: string): Column => ({ heading, align: "left" });
  const columns = [
    left("one setting changed"),
    left(`${METRIC_NAMES[metric]} of request ${row} (ms)`),
    ...(percentile === undefined ? [] : [left(`p${percentile.percentile} (ms)`)]),
  ];
  const possible = trials.filter((trial) => !("impossible" in trial)) as PossibleTrial[];
  const effect = ({ percentileMs, requestMs }: PossibleTrial) => percentileMs ?? requestMs;
  const rows = possible.toSorted((a, b) => effect(a) - effect(b)).map(cells);
  return [
    ...["", "What would shorten it, each simulated with the same requests:"],
    ...(rows.length > 0 ? textTable(columns, rows) : []),
    ...impossibleLines(trials),
  ];
}

/** Changes that make no server. */
export function impossibleLines(trials: readonly (Change & { readonly impossible?: string })[]): string[] {
  return trials.flatMap((trial) =>
    trial.impossible === undefined ? [] : [`${trialName(trial)} is impossible: ${trial.impossible}`],
  );
}

/** `tp 1 -> 2` */
export function trialName({ flag, from, to }: Change): string {
  return `${flag} ${from} -> ${to}`;
}
