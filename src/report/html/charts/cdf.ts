import { dot, line, ruleX, text } from "@observablehq/plot";
import { describeSample } from "../../../metrics/quantiles.ts";
import { formatCount, formatFigure } from "../../format.ts";
import { figure } from "../figure.ts";
import type { Markup } from "../markup.ts";
import { logAxisX } from "./axes.ts";
import { latencyUnit, plainTick } from "./ticks.ts";

/** Percent at which the curve is read: finer towards the tail. */
const PERCENTS = [
  ...Array.from({ length: 91 }, (_, i) => i),
  ...Array.from({ length: 18 }, (_, i) => 90.5 + i / 2),
  ...Array.from({ length: 9 }, (_, i) => 99.1 + i / 10),
  ...[99.95, 99.99, 100],
];
const MARKED = [50, 90, 99];
/** Values below which a distribution is nothing but lines between them. */
const FEWEST = 10;
/** Largest over median from which a logarithmic axis reads better. */
const LOG_FROM = 20;

export interface LatencySample {
  readonly id: string;
  /** `TTFT` */
  readonly name: string;
  /** `time to first token` */
  readonly words: string;
  readonly valuesNs: Float64Array;
  readonly weights?: Float64Array;
  /** `requests`, `gaps` */
  readonly counted: string;
}

/** Cumulative distribution of a latency; undefined where too little was measured. */
export function cdfFigure({
  id,
  name,
  words,
  valuesNs,
  weights,
  counted,
}: LatencySample): Markup | undefined {
  const sample = describeSample(valuesNs, PERCENTS, weights);
  if (sample.count < FEWEST) return undefined;
  const { unit, ms } = latencyUnit(sample.max / 1e6);
  const points = PERCENTS.map((percent, i) => ({ percent, value: sample.percentiles[i]! / 1e6 / ms }));
  const marked = points.filter(({ percent }) => MARKED.includes(percent));
  const [least, most] = [points[0]!.value, points.at(-1)!.value];
  const log = least > 0 && sample.max > LOG_FROM * sample.median;
  const said = marked.map(({ percent, value }) => `p${percent} ${formatFigure(value)} ${unit}`).join(", ");
  const label = `${name} (${unit})`;
  return figure({
    id,
    title: `${name}: ${words}`,
    alt: `Share of ${counted} at or below a ${name}: ${said}.`,
    caption: `${formatCount(sample.count)} ${counted}, read at ${PERCENTS.length} percentiles, finer above p90.`,
    columns: [{ label: "percentile" }, { label: name, unit }],
    rows: points.map(({ percent, value }) => [percent, value]),
    at: ([percent, value]) => ({ x: value!, y: percent! }),
    plot: ({ narrow }) => ({
      height: 230,
      marginRight: 30,
      x: log ? { type: "log" } : { label, nice: true, ticks: narrow ? 4 : 6, tickFormat: plainTick },
      y: { label: `% of ${counted}`, domain: [0, 100], grid: true, ticks: 5 },
      marks: [
        ...(log ? logAxisX(least, most, label, !narrow) : []),
        ruleX(marked, { x: "value", y1: 0, y2: "percent", stroke: "var(--quiet)", strokeDasharray: "2 3" }),
        line(points, { x: "value", y: "percent", stroke: "var(--c1)", strokeWidth: 2 }),
        dot(marked, { x: "value", y: "percent", r: 3.5, fill: "var(--c1)" }),
        text(marked, {
          ...{ x: "value", y: "percent", text: ({ percent }) => `p${percent}`, fill: "var(--text)" },
          ...{ textAnchor: "start", dx: 7, dy: 9, stroke: "var(--card)", strokeWidth: 4 },
        }),
      ],
    }),
  });
}
