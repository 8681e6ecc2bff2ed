import { latencyColumns } from "../../metrics/latencies.ts";
import type { Device } from "../../roofline/hardware.ts";
import type { ModelShape } from "../../roofline/model-shape.ts";
import type { ErrorBars } from "../error-bars.ts";
import { formatCounted, formatSeconds } from "../format.ts";
import type { RunReport } from "../run-report.ts";
import type { StepLog } from "../step-log.ts";
import { cdfFigure } from "./charts/cdf.ts";
import { stepGantt } from "./charts/gantt.ts";
import { ratesOverTime } from "./charts/rates-over-time.ts";
import { stepRoofline } from "./charts/roofline.ts";
import { kvOverTime, requestsOverTime } from "./charts/state-over-time.ts";
import { stepDurations } from "./charts/step-durations.ts";
import { stepTime } from "./charts/step-time.ts";
import { tokensOverTime } from "./charts/tokens-over-time.ts";
import { ttftOfEach } from "./charts/ttft-of-each.ts";
import { ttftOverTime } from "./charts/ttft-over-time.ts";
import { waterfallFigure } from "./charts/waterfall.ts";
import { headline } from "./headline.ts";
import { html, type Markup } from "./markup.ts";
import { chartSection, page, type Section } from "./page.ts";
import { replicasTable } from "./replicas-table.ts";
import { requestWaterfalls } from "./request-waterfalls.ts";
import { type ResolvedSettings, settingsTable } from "./settings-table.ts";
import { slowRequests } from "./slow-requests.ts";
import { warnings } from "./warnings.ts";

/** Up to so many requests each is shown by itself. */
const FEW = 250;

/** What the report shows beside the run itself. */
export interface RunDetails {
  readonly model: ModelShape;
  readonly gpuName: string;
  /** Absent: no ceilings are known, and no roofline is drawn. */
  readonly device?: Device;
  readonly tp: number;
  readonly latencyModel: string;
  readonly settings: ResolvedSettings;
  readonly steps: StepLog;
  readonly errorBars: ErrorBars;
  /** What the user should know of the server and its latency model, in sentences. */
  readonly notes: readonly string[];
  /** Of the program. */
  readonly version: string;
}

/** `report.html` of one run. */
export function runPage(report: RunReport, details: RunDetails): string {
  const { summary, result, modelId, clock } = report;
  const { gpuName, tp, latencyModel, version } = details;
  const replicas = result.replicas.length > 1 ? `${result.replicas.length} replicas of ` : "";
  const notes = warnings(report, details.notes);
  return page({
    title: `${modelId} on ${replicas}${tp} × ${gpuName}`,
    lines: [
      `${formatCounted(summary.requests, "request")}${loadOf(report)} in ${formatSeconds(summary.durationSeconds)} of simulated time, ${latencyModel} latency model.`,
      ...(clock === undefined
        ? []
        : [
            `Simulated on ${clock.date.toISOString().slice(0, 10)} in ${formatSeconds(clock.engineSeconds)}.`,
          ]),
    ],
    ...(notes && { notes }),
    sections: sections(report, details),
    footer: `inference-sim ${version}. Charts hold the sampled points said below each; requests.csv beside this file holds every request.`,
  });
}

/** ` at 20 requests/s`; nothing for a trace, which has its own times. */
function loadOf({ requestRate, maxConcurrency, summary }: RunReport): string {
  const most = maxConcurrency === undefined ? "" : `, at most ${maxConcurrency} in flight,`;
  if (Number.isNaN(requestRate) || summary.requests === 1) return most;
  if (requestRate === Infinity) return maxConcurrency === undefined ? ", all at once," : most;
  return ` at ${Number(requestRate.toPrecision(4))} requests/s${most}`;
}

function sections(report: RunReport, details: RunDetails): Section[] {
  const { device } = details;
  const roofline = device === undefined ? undefined : stepRoofline(details.steps, { ...details, device });
  const waterfalls = requestWaterfalls(report).map(waterfallFigure);
  const few = report.summary.completed <= FEW;
  const firstTokens = few ? ttftOfEach(report) : ttftOverTime(report);
  const slow = slowRequests(report);
  const replicas = replicasTable(report);
  const all: readonly (Section | undefined)[] = [
    { id: "figures", title: "Figures", body: headline(report, details.errorBars) },
    chartSection("latency", "Latency", [...cdfs(report), firstTokens, ...waterfalls]),
    chartSection("server", "The server over time", [
      ...[requestsOverTime(report), kvOverTime(report), tokensOverTime(report), ratesOverTime(report)],
    ]),
    chartSection("steps", "Steps", [
      stepTime(report),
      stepDurations(details.steps),
      roofline,
      stepGantt(details.steps),
    ]),
    replicas && { id: "replicas", title: "Replicas", body: html`<div class="card">${replicas}</div>` },
    slow && { id: "requests", title: "Slowest requests", body: html`<div class="card">${slow}</div>` },
    { id: "settings", title: "Configuration", body: settingsTable(details.settings) },
  ];
  return all.filter((section) => section !== undefined);
}

function cdfs({ result, summary }: RunReport): (Markup | undefined)[] {
  const { ttftNs, tpotNs, e2elNs } = latencyColumns(result, summary.warmup);
  const { durationNs, weight } = result.itl;
  return [
    cdfFigure({
      id: "cdf-ttft",
      name: "TTFT",
      words: "time to first token",
      valuesNs: ttftNs,
      counted: "requests",
    }),
    cdfFigure({
      id: "cdf-tpot",
      name: "TPOT",
      words: "mean time between a request's tokens",
      valuesNs: tpotNs,
      counted: "requests",
    }),
    cdfFigure({
      id: "cdf-itl",
      name: "ITL",
      words: "time between tokens",
      valuesNs: durationNs,
      weights: weight,
      counted: "gaps",
    }),
    cdfFigure({
      id: "cdf-e2el",
      name: "E2EL",
      words: "arrival to last token",
      valuesNs: e2elNs,
      counted: "requests",
    }),
  ];
}
