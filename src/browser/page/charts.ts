import { areaY, axisX, axisY, barX, dot, gridY, line, plot, rect, ruleX } from "@observablehq/plot";
import { formatGrouped, formatShare } from "../../report/format.ts";
import { logAxisX, logAxisY } from "../../report/html/charts/axes.ts";
import { STEP_PART_NAMES } from "../../report/part-names.ts";
import { type Run, STEP_PARTS } from "../index.ts";
import type { CurvePoint } from "./curve.ts";

/** A chart, and what it shows in words. */
export interface Chart {
  readonly svg: Element;
  readonly alt: string;
  /** What its legend says, where that depends on the run. */
  readonly keys?: readonly string[];
}

const HEIGHT = 250;
const MARGINS = { marginTop: 24, marginBottom: 38, marginLeft: 54, marginRight: 16 };
const STYLE = { fontSize: "12px", background: "none", overflow: "visible" };

/** Requests running and waiting, over the time of the run. */
export function flightChart({ result }: Run, width: number): Chart {
  const { timeNs, running, waiting } = result.samples;
  const stride = Math.max(1, Math.floor(timeNs.length / Math.max(1, width / 2)));
  const points = [...timeNs.keys()]
    .filter((i) => i % stride === 0)
    .map((i) => ({ s: timeNs[i]! / 1e9, running: running[i]!, all: running[i]! + waiting[i]! }));
  const most = points.reduce((top, { all }) => Math.max(top, all), 0);
  const longest = waiting.reduce((top, count) => Math.max(top, count), 0);
  const svg = plot({
    ...{ width, height: HEIGHT, ...MARGINS, style: STYLE },
    y: { domain: [0, Math.max(1, most)], nice: true, label: "requests" },
    x: { label: "seconds", labelAnchor: "right" },
    marks: [
      gridY({ stroke: "var(--line)", strokeOpacity: 1 }),
      axisX({ ticks: Math.max(3, width / 90) }),
      axisY({ ticks: 5 }),
      areaY(points, {
        x: "s",
        y1: "running",
        y2: "all",
        fill: "var(--c2)",
        fillOpacity: 0.75,
        curve: "step",
      }),
      areaY(points, { x: "s", y: "running", fill: "var(--c1)", fillOpacity: 0.75, curve: "step" }),
    ],
  });
  const seconds = formatGrouped(result.endNs / 1e9);
  return { svg, alt: `Over ${seconds} s at most ${most} requests in flight, of them ${longest} waiting.` };
}

/** Median and 99th percentile of TTFT against the arrival rate, with the rates beyond which the queue grows. */
export function curveChart(
  points: readonly CurvePoint[],
  rates: readonly number[],
  rate: number,
  width: number,
): Chart {
  const steady = points.filter(({ overloaded }) => !overloaded);
  const limit = points.find(({ overloaded }) => overloaded)?.rate;
  const times = steady.flatMap(({ p50Ms, p99Ms }) => [p50Ms, p99Ms]);
  const domain = times.length > 0 ? [Math.min(...times), Math.max(...times)] : [1, 1000];
  const [slowest, fastest] = [rates[0]!, rates.at(-1)!];
  const [low, high] = [domain[0]! * 0.8, domain[1]! * 1.3];
  const beyond = limit === undefined ? [] : [{ from: limit, to: fastest }];
  const curve = (key: "p50Ms" | "p99Ms", colour: string) => [
    line(steady, { x: "rate", y: key, stroke: colour, strokeWidth: 2 }),
    dot(steady, { x: "rate", y: key, fill: colour, r: 3 }),
  ];
  const svg = plot({
    ...{ width, height: HEIGHT, ...MARGINS, style: STYLE },
    x: { type: "log", domain: [slowest, fastest] },
    y: { type: "log", domain: [low, high] },
    marks: [
      rect(beyond, { x1: "from", x2: "to", y1: low, y2: high, fill: "var(--bad-page)" }),
      ruleX(beyond, { x: "from", stroke: "var(--bad-line)", strokeWidth: 2 }),
      ...logAxisX(slowest, fastest, "requests/s", width > 420),
      ...logAxisY(low, high, "ms"),
      ruleX([rate], { stroke: "var(--text)", strokeDasharray: "3,3" }),
      ...curve("p99Ms", "var(--c2)"),
      ...curve("p50Ms", "var(--c1)"),
    ],
  });
  const last = steady.at(-1);
  const known = last
    ? `At ${last.rate} requests/s TTFT is ${formatGrouped(last.p50Ms)} ms at the median and ${formatGrouped(last.p99Ms)} ms at the 99th percentile.`
    : "";
  const end =
    limit === undefined
      ? "No rate shown overloads the server."
      : `From ${limit} requests/s on the queue grows.`;
  return { svg, alt: `${known} ${end}` };
}

/** What the colours of the parts of a step mean. */
export const PART_KEYS = STEP_PARTS.map((part, i) => ({
  name: STEP_PART_NAMES[part],
  colour: `var(--c${i + 1})`,
}));

/** Shares of the step time by part. */
export function partsChart({ result }: Run, width: number): Chart {
  const { partNs, busyNs } = result;
  const parts = STEP_PARTS.map((part, i) => ({
    name: STEP_PART_NAMES[part],
    share: partNs[part] / busyNs,
    i,
  }));
  const svg = plot({
    ...{ width, height: 76, marginTop: 4, marginBottom: 34, marginLeft: 8, marginRight: 24, style: STYLE },
    x: { percent: true, domain: [0, 100], label: "% of step time", labelAnchor: "right" },
    marks: [
      axisX({ ticks: 5 }),
      barX(parts, { x: "share", fill: ({ i }: { i: number }) => `var(--c${i + 1})`, inset: 0.5 }),
    ],
  });
  const told = [...parts].filter(({ share }) => share >= 0.005).sort((a, b) => b.share - a.share);
  return {
    svg,
    keys: parts.map(({ name, share }) => `${name} ${formatShare(share)}`),
    alt: `Step time: ${told.map(({ name, share }) => `${name} ${formatShare(share)}`).join(", ")}.`,
  };
}
