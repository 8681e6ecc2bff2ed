import { WATERFALL_PARTS } from "../engine/waterfall-parts.ts";
import type { PartsMs } from "../metrics/waterfall.ts";
import { formatCount, formatCounted, formatFigure, formatSeconds, formatShare } from "../report/format.ts";
import type { RunReport } from "../report/run-report.ts";
import { type Column, right } from "../report/text-table.ts";
import { BESIDE, BESIDE_NAME, PART_NAMES } from "../report/waterfall-names.ts";
import { barTable } from "./bar-table.ts";
import type { RequestExplanation, Trial } from "./explain-request.ts";
import { decodeSentence, partSentence } from "./request-sentences.ts";
import { type DetailColumns, type Outcome, percentText, trialLines } from "./trial-text.ts";
import { besideMs, largestParts, total } from "./waterfall-view.ts";
import { wrapped } from "./wrap.ts";

const METRIC_NAMES = { ttft: "TTFT", tpot: "TPOT", e2el: "E2EL" } as const;
/** Parts that are explained in words. */
const TOLD = 0.02;
/** Narrower terminals get the figure that decides, and leave the request's own to --format json. */
const ROOM_FOR_BOTH = 100;

type PossibleTrial = Exclude<Trial, { readonly impossible: string }>;
type Report = Pick<RunReport, "requests" | "result" | "kvBlocks">;

/** Which request, what its time was spent on, and what would shorten it, for a terminal `width` wide. Ends with a newline. */
export function requestText(explanation: RequestExplanation, report: Report, width: number): string {
  const lines = [
    ...introduction(explanation, report).flatMap((sentence) => wrapped(sentence, width)),
    "",
    ...partTable(explanation, width),
    "",
    ...sentences(explanation, report).flatMap((sentence) => wrapped(sentence, width)),
    ...trials(explanation, width),
  ];
  return `${lines.join("\n")}\n`;
}

/** Before its first token a request decodes nothing: what is by kernel then is what decodes beside it add, one thing. */
function sentences(explanation: RequestExplanation, report: Report): string[] {
  const { parts, metric } = explanation;
  const worth = TOLD * total(parts);
  const beside = metric === "ttft" ? besideMs(parts) : 0;
  const told = largestParts(parts)
    .filter((part) => parts[part] >= worth && !(metric === "ttft" && BESIDE.includes(part)))
    .map((part) => ({ ms: parts[part], text: partSentence(part, explanation, report) }));
  if (beside >= worth && beside > 0) told.push({ ms: beside, text: decodeSentence(parts) });
  return told.sort((a, b) => b.ms - a.ms).map(({ text }) => text);
}

function introduction(
  { row, metric, percentile, atArrival, parts }: RequestExplanation,
  { requests, result, kvBlocks }: Report,
): string[] {
  const name = METRIC_NAMES[metric];
  const after = (times: Float64Array) => formatSeconds((times[row]! - result.arrivalNs[row]!) / 1e9);
  const replica = result.replicas.length > 1 ? ` on replica ${result.replica[row]}` : "";
  const has = `${formatFigure(total(parts))} ms`;
  const which =
    percentile === undefined
      ? `Request ${row} has ${has} of ${name}`
      : percentile.percentile === 100
        ? `Request ${row} has the longest ${name}: ${has}`
        : `p${percentile.percentile} of ${name} is ${formatFigure(percentile.ms)} ms; request ${row}, the fastest that is not below it, has ${has}`;
  const kvShare = atArrival.kvBlocks / ((kvBlocks - 1) * result.replicas.length);
  return [
    `${which}.`,
    `It has ${formatCounted(requests.promptTokens[row]!, "prompt token")}, ${formatCount(result.cachedTokens[row]!)} of them cached, and ${formatCounted(result.outputTokens[row]!, "output token")}${replica}.`,
    `It arrived at ${formatFigure(result.arrivalNs[row]! / 1e9)} s, was scheduled ${after(result.firstScheduledNs)} after that, had its first token after ${after(result.firstTokenNs)} and its last after ${after(result.lastTokenNs)}.`,
    `Around its arrival ${formatCount(atArrival.running)} requests ran, ${formatCount(atArrival.waiting)} waited, and ${formatShare(kvShare)} of the KV blocks were in use.`,
  ];
}

function partTable(explanation: RequestExplanation, width: number): string[] {
  const { row, metric, parts, percentile, groups } = explanation;
  const compared: [string, PartsMs][] = [
    ...(groups.atOrAbove === undefined
      ? []
      : [[`p${percentile!.percentile} and up`, groups.atOrAbove] as [string, PartsMs]]),
    ["p25 to p75", groups.middleHalf],
  ];
  const column = (heading: string, group: string): Column => ({ heading, align: "right", group });
  const columns: Column[] = [
    { heading: METRIC_NAMES[metric], align: "left" },
    ...[column("ms", `request ${row}`), column("share", `request ${row}`)],
    ...compared.map(([heading]) => column(heading, "mean (ms)")),
  ];
  const shown = linesOf(metric).filter(({ of }) =>
    [parts, ...compared.map(([, one]) => one)].some((one) => of(one) > 0),
  );
  const rows = shown.map(({ name, of }) => [
    ...[name, formatFigure(of(parts)), formatShare(of(parts) / total(parts))],
    ...compared.map(([, one]) => formatFigure(of(one))),
  ]);
  const sum = [
    "sum",
    formatFigure(total(parts)),
    formatShare(1),
    ...compared.map(([, one]) => formatFigure(total(one))),
  ];
  return barTable(
    columns,
    rows,
    shown.map(({ of }) => of(parts)),
    sum,
    width,
  );
}

/** Lines of the table: one a part, but for TTFT one for all that decodes add. */
function linesOf(
  metric: RequestExplanation["metric"],
): { readonly name: string; readonly of: (parts: PartsMs) => number }[] {
  const own = WATERFALL_PARTS.filter((part) => metric !== "ttft" || !BESIDE.includes(part)).map((part) => ({
    name: PART_NAMES[part],
    of: (parts: PartsMs) => parts[part],
  }));
  return metric === "ttft" ? [...own, { name: BESIDE_NAME, of: besideMs }] : own;
}

/** By the percentile where one was asked for: a change may serve one request and not the others. */
function trials(explanation: RequestExplanation, width: number): string[] {
  const { row, metric, percentile, parts, aside, gpus } = explanation;
  const both = percentile !== undefined && percentile.percentile < 100 && width >= ROOM_FOR_BOTH;
  const own = `request ${row}`;
  const percent = (ms: number, before: number) => percentText((ms / before - 1) * 100);
  const details: DetailColumns<PossibleTrial> = {
    columns: [
      ...(both ? [right("ms", own), right("change", own)] : []),
      right("change", `mean ${METRIC_NAMES[aside.metric]}`),
      right("GPUs"),
    ],
    cells: (one) => [
      ...(both ? [formatFigure(one.requestMs), percent(one.requestMs, total(parts))] : []),
      percent(one.asideMs, aside.meanMs),
      one.gpus === gpus ? String(gpus) : `${gpus} -> ${one.gpus}`,
    ],
  };
  const outcomes = explanation.trials.map(
    (one): Outcome<PossibleTrial> =>
      "impossible" in one ? one : { ...one, ms: one.percentileMs ?? one.requestMs, detail: one },
  );
  const name = METRIC_NAMES[metric];
  const what =
    percentile === undefined
      ? `${name} of ${own}`
      : percentile.percentile === 100
        ? `longest ${name}`
        : `p${percentile.percentile} of ${name}`;
  const before = percentile?.ms ?? total(parts);
  return trialLines(what, "each simulated with the same requests", before, outcomes, details, width);
}
