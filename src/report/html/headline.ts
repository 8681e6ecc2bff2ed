import { METRIC_LABELS, METRICS } from "../../metrics/metric.ts";
import type { Summary } from "../../metrics/summary.ts";
import { type ErrorBars, errorBarsSentence, rangeText } from "../error-bars.ts";
import { formatCount, formatGrouped } from "../format.ts";
import { latencyUnit } from "./charts/ticks.ts";
import { html, type Markup } from "./markup.ts";
import { type Cell, table } from "./table.ts";

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
export function headline(summary: Summary, bars: ErrorBars): Markup {
  const tiles = TILES.flatMap(({ name, unit, of }) => {
    const figure = of(summary);
    if (figure === null) return [];
    const scale = unit === "ms" ? latencyUnit(figure) : { unit, ms: 1 };
    const range = rangeText(bars, (one) => (of(one) ?? Number.NaN) / scale.ms);
    return [
      html`<div><dt>${name}</dt><dd>${formatGrouped(figure / scale.ms)} <small>${scale.unit}</small>${
        range !== undefined && html`<span>${range}</span>`
      }</dd></div>`,
    ];
  });
  return html`<dl class="tiles">${tiles}</dl>
<div class="card"><p class="quiet">${errorBarsSentence(bars)}</p>
${latencyTable(summary, bars)}</div>
`;
}

function latencyTable(summary: Summary, bars: ErrorBars): Markup {
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
      const range = rangeText(bars, of(metric));
      const shown = html`${formatGrouped(value)}${range !== undefined && html`<br><small>${range}</small>`}`;
      return { shown, sortBy: value };
    }),
    { shown: formatGrouped(summary[metric].maxMs), sortBy: summary[metric].maxMs },
    { shown: formatCount(summary[metric].count), sortBy: summary[metric].count },
  ]);
  return table(
    "Latencies in milliseconds",
    [
      { heading: "metric", align: "left" },
      ...statistics.map(({ heading }) => ({ heading })),
      { heading: "max" },
      { heading: "count" },
    ],
    rows,
  );
}
