import { PROVENANCE } from "../../engine/latency-model.ts";
import { METRIC_LABELS, METRICS } from "../../metrics/metric.ts";
import { prefixCacheHits } from "../../metrics/prefix-cache.ts";
import type { Summary } from "../../metrics/summary.ts";
import { type ErrorBars, errorBarsSentence, rangeText } from "../error-bars.ts";
import { formatCount, formatGrouped, formatRough, formatShare } from "../format.ts";
import type { RunReport } from "../run-report.ts";
import { latencyUnit } from "./charts/ticks.ts";
import { html, type Markup } from "./markup.ts";
import { type Cell, table } from "./table.ts";

/** Tiles that fit beside each other on a wide page; more stand in even rows. */
const MOST_IN_A_ROW = 7;

interface Tile {
  readonly name: string;
  readonly unit: string;
  readonly of: (summary: Summary) => number | null;
}

const TILES: readonly Tile[] = [
  { name: "TTFT, median", unit: "ms", of: ({ ttft }) => ttft.medianMs },
  { name: "TTFT, p99", unit: "ms", of: ({ ttft }) => ttft.p99Ms },
  { name: "TPOT, median", unit: "ms", of: ({ tpot }) => tpot.medianMs },
  { name: "E2E latency, p99", unit: "ms", of: ({ e2el }) => e2el.p99Ms },
  { name: "Output throughput", unit: "tok/s", of: ({ outputThroughput }) => outputThroughput },
  { name: "Request throughput", unit: "req/s", of: ({ requestThroughput }) => requestThroughput },
  { name: "Goodput", unit: "req/s", of: ({ requestGoodput }) => requestGoodput },
];

/** The figures first looked at, each with the range its error allows. */
export function headline(report: RunReport, bars: ErrorBars): Markup {
  const { summary } = report;
  const tiles = TILES.flatMap(({ name, unit, of }) => {
    const figure = of(summary);
    if (figure === null || !Number.isFinite(figure)) return [];
    const scale = unit === "ms" ? latencyUnit(figure) : { unit, ms: 1 };
    const range = rangeText(bars, summary, (one) => (of(one) ?? Number.NaN) / scale.ms);
    return [
      html`<div><dt>${name}</dt><dd>${formatRough(figure / scale.ms)} <small>${scale.unit}</small>${
        range !== undefined && html`<span>${range}</span>`
      }</dd></div>`,
    ];
  });
  const cache = cacheTile(report);
  const many = tiles.length + (cache === undefined ? 0 : 1) > MOST_IN_A_ROW;
  return html`<dl class="tiles${many && " rows"}">${tiles}${cache}</dl>
<div class="card"><p class="quiet">${errorBarsSentence(bars)} ${pricedAs(report)}</p>
${latencyTable(report, bars)}</div>
`;
}

/** Nothing where no prompt shares anything with another. */
function cacheTile(report: RunReport): Markup | undefined {
  if (report.requests.promptBlocks === undefined) return undefined;
  const { hitRatio, hitTokens, promptTokens } = prefixCacheHits(report);
  return html`<div><dt>Prefix cache hits</dt><dd>${formatRough(hitRatio * 100)} <small>%</small><span>${formatCount(
    hitTokens,
  )} of ${formatCount(promptTokens)} tokens</span></dd></div>`;
}

/** Where the step times behind all figures come from. */
function pricedAs({ result: { provenanceNs, busyNs } }: RunReport): string {
  const origins = PROVENANCE.filter((origin) => provenanceNs[origin] > 0).map(
    (origin) => `${formatShare(provenanceNs[origin] / busyNs)} ${origin}`,
  );
  return origins.length === 0 ? "" : `Step times are ${origins.join(", ")}.`;
}

function latencyTable({ summary, saturation }: RunReport, bars: ErrorBars): Markup {
  const statistics = [
    { heading: "mean", of: (metric: (typeof METRICS)[number]) => (one: Summary) => one[metric].meanMs },
    { heading: "p50", of: (metric: (typeof METRICS)[number]) => (one: Summary) => one[metric].p50Ms },
    { heading: "p90", of: (metric: (typeof METRICS)[number]) => (one: Summary) => one[metric].p90Ms },
    { heading: "p99", of: (metric: (typeof METRICS)[number]) => (one: Summary) => one[metric].p99Ms },
  ];
  const rows = METRICS.map((metric): Cell[] => [
    METRIC_LABELS[metric],
    ...statistics.map(({ of }): Cell => {
      const value = of(metric)(summary);
      const range = rangeText(bars, summary, of(metric));
      const shown = html`${formatGrouped(value)}${range !== undefined && html`<br><small>${range}</small>`}`;
      return { shown, sortBy: value };
    }),
    { shown: formatGrouped(summary[metric].maxMs), sortBy: summary[metric].maxMs },
    { shown: formatCount(summary[metric].count), sortBy: summary[metric].count },
  ]);
  return table(
    `Latencies in milliseconds${saturation.verdict === "stable" || summary.requests < 2 ? "" : ", of this run only: no steady state"}`,
    [
      { heading: "metric", align: "left" },
      ...statistics.map(({ heading }) => ({ heading })),
      { heading: "max" },
      { heading: "count" },
    ],
    rows,
  );
}
