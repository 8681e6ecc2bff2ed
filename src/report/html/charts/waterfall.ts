import { barX } from "@observablehq/plot";
import { formatCount, formatFigure } from "../../format.ts";
import { figure } from "../figure.ts";
import type { Markup } from "../markup.ts";
import { latencyUnit, plainTick } from "./ticks.ts";

/** Where the time of each request went: parts that sum to its latency. */
export interface Waterfall {
  /** `ttft` */
  readonly id: string;
  /** `TTFT` */
  readonly name: string;
  /** Nanoseconds, by request; NaN leaves a request out. */
  readonly totalNs: Float64Array;
  readonly parts: readonly { readonly name: string; readonly ns: Float64Array }[];
}

/** Bounds of the groups, percent of the requests in order of their latency: finer towards the tail. */
const BOUNDS = [0, 10, 25, 50, 75, 90, 95, 99, 100];
const COLOURS = [
  ...["var(--c2)", "var(--c4)", "var(--c1)", "var(--c3)", "var(--c5)", "var(--c6)", "var(--c7)"],
  ...["var(--bad-line)", "var(--good)", "var(--warn-line)", "var(--quiet)"],
];

interface Group {
  readonly label: string;
  readonly requests: number;
  readonly totalMs: number;
  readonly partMs: readonly number[];
}

/** Requests in groups by their latency, each cut into the mean of its parts; undefined when there is none. */
export function waterfallFigure(waterfall: Waterfall): Markup | undefined {
  const { id, name, parts } = waterfall;
  const groups = groupsOf(waterfall);
  if (groups.length === 0) return undefined;
  const { unit, ms } = latencyUnit(groups.at(-1)!.totalMs);
  const used = parts
    .map((part, i) => ({ ...part, index: i, colour: COLOURS[i % COLOURS.length]! }))
    .filter(({ index }) => groups.some(({ partMs }) => partMs[index]! > 0));
  const bars = groups.flatMap(({ label, partMs }) => {
    let from = 0;
    return used.map(({ colour, index }) => {
      const bar = { label, colour, from, to: from + partMs[index]! / ms };
      from = bar.to;
      return bar;
    });
  });
  const slowest = groups.at(-1)!;
  const most = used.reduce((best, part) =>
    slowest.partMs[part.index]! > slowest.partMs[best.index]! ? part : best,
  );
  const requests = groups.reduce((sum, group) => sum + group.requests, 0);
  return figure({
    id: `waterfall-${id}`,
    title: `Where ${name} goes, from the fastest requests to the slowest`,
    alt: `The slowest group of requests spends ${formatFigure(slowest.partMs[most.index]! / ms)} of ${formatFigure(slowest.totalMs / ms)} ${unit} on ${most.name}.`,
    caption: `${formatCount(requests)} requests in order of ${name}, in groups; each bar is the mean of its group, and its parts sum to it.`,
    legend: used.map(({ name: part, colour }) => ({ name: part, colour })),
    columns: [
      ...[{ label: "requests" }, { label: name, unit }],
      ...used.map(({ name: part }) => ({ label: part, unit })),
    ],
    rows: groups.map(({ label, totalMs, partMs }) => [
      label,
      totalMs / ms,
      ...used.map(({ index }) => partMs[index]! / ms),
    ]),
    at: (_, i) => ({ x: 0, to: groups[i]!.totalMs / ms, y: groups[i]!.label }),
    plot: ({ narrow }) => ({
      height: 66 + 26 * groups.length,
      marginTop: 10,
      marginLeft: 84,
      x: { label: `${name} (${unit})`, grid: true, ticks: narrow ? 4 : 7, tickFormat: plainTick },
      y: { label: null, domain: groups.map(({ label }) => label), padding: 0.2, tickSize: 0 },
      color: { type: "identity" },
      marks: [barX(bars, { x1: "from", x2: "to", y: "label", fill: "colour" })],
    }),
  });
}

function groupsOf({ totalNs, parts }: Waterfall): Group[] {
  const order = Uint32Array.from(totalNs.keys())
    .filter((row) => !Number.isNaN(totalNs[row]!))
    .sort((a, b) => totalNs[a]! - totalNs[b]!);
  return BOUNDS.slice(1).flatMap((upper, i) => {
    const lower = BOUNDS[i]!;
    const rows = order.subarray(
      Math.round((lower / 100) * order.length),
      Math.round((upper / 100) * order.length),
    );
    if (rows.length === 0) return [];
    const mean = (ns: Float64Array): number =>
      rows.reduce((sum, row) => sum + ns[row]!, 0) / rows.length / 1e6;
    return [
      {
        label: `${lower} to ${upper} %`,
        requests: rows.length,
        totalMs: mean(totalNs),
        partMs: parts.map(({ ns }) => mean(ns)),
      },
    ];
  });
}
