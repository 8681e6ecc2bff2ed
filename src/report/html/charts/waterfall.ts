import { barX } from "@observablehq/plot";
import { formatCounted, formatFigure } from "../../format.ts";
import { figure } from "../figure.ts";
import type { Markup } from "../markup.ts";
import { latencyUnit, plainTick } from "./ticks.ts";
import { colourOf, type Waterfall, waterfallGroups } from "./waterfall-parts.ts";

export type { Waterfall } from "./waterfall-parts.ts";

/** Pixels beside the bars, and those below which a part gets no edge. */
const MARGIN = 104;
const EDGE_FROM = 3;

/** Requests in groups by their latency, each cut into the mean of its parts; undefined when there is none. */
export function waterfallFigure(waterfall: Waterfall): Markup | undefined {
  const { id, name, parts } = waterfall;
  const groups = waterfallGroups(waterfall);
  const slowest = groups.at(-1);
  if (slowest === undefined) return undefined;
  const { unit, ms } = latencyUnit(slowest.totalMs);
  const used = parts
    .map((part, i) => ({ name: part.name, index: i, colour: colourOf(i) }))
    .filter(({ index }) => groups.some(({ partMs }) => partMs[index]! > 0));
  const bars = groups.flatMap(({ label, partMs }) => {
    let from = 0;
    return used.map(({ colour, index }) => {
      const bar = { label, colour, from, to: from + partMs[index]! / ms };
      from = bar.to;
      return bar;
    });
  });
  const most = used.reduce((best, part) =>
    slowest.partMs[part.index]! > slowest.partMs[best.index]! ? part : best,
  );
  const requests = groups.reduce((sum, group) => sum + group.requests, 0);
  const all = `${formatCounted(requests, "request")} in order of ${name}`;
  const inGroups = requests > groups.length;
  return figure({
    id: `waterfall-${id}`,
    title: `Where ${name} goes${requests > 1 ? ", from the fastest requests to the slowest" : ""}`,
    alt: `The slowest ${inGroups ? "group of requests" : "request"} spends ${formatFigure(slowest.partMs[most.index]! / ms)} of ${formatFigure(slowest.totalMs / ms)} ${unit} on ${most.name}.`,
    caption: inGroups
      ? `${all}, in groups; each bar is the mean of its group, and its parts sum to it.`
      : `${all}; the parts of a bar sum to it.`,
    legend: used,
    columns: [
      ...[{ label: inGroups ? "group" : "request" }, { label: "requests" }, { label: name, unit }],
      ...used.map(({ name: part }) => ({ label: part, unit })),
    ],
    rows: groups.map(({ label, requests, totalMs, partMs }) => [
      ...[label, requests, totalMs / ms],
      ...used.map(({ index }) => partMs[index]! / ms),
    ]),
    at: (_, i) => ({ x: 0, to: groups[i]!.totalMs / ms, y: groups[i]!.label }),
    plot: ({ narrow, width }) => {
      const pixels = (width - MARGIN) / (slowest.totalMs / ms);
      const edged = (bar: { from: number; to: number }) => (bar.to - bar.from) * pixels > EDGE_FROM;
      const look = { x1: "from", x2: "to", y: "label", fill: "colour" } as const;
      return {
        height: 66 + 26 * groups.length,
        marginTop: 10,
        marginLeft: MARGIN - 20,
        x: { label: `${name} (${unit})`, grid: true, ticks: narrow ? 4 : 7, tickFormat: plainTick },
        y: { label: null, domain: groups.map(({ label }) => label), padding: 0.2, tickSize: 0 },
        color: { type: "identity" },
        marks: [
          barX(bars.filter(edged), { ...look, insetRight: 1 }),
          barX(
            bars.filter((bar) => !edged(bar)),
            look,
          ),
        ],
      };
    },
  });
}
