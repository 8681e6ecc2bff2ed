import { dot, lineY } from "@observablehq/plot";
import { LATENCY_MODEL } from "../../differences.ts";
import { formatCount, formatCounted } from "../../format.ts";
import { plainTick } from "../charts/ticks.ts";
import { figure } from "../figure.ts";
import type { Markup } from "../markup.ts";
import { type Axis, figureOf, nameOf, type Point, shortNameOf } from "./points.ts";
import { seriesLook } from "./series-look.ts";
import { sliceOf } from "./slice.ts";

const MOST_POINTS = 400;
const MOST_FRONTS = 6;
/** Labels that a front does not choose between. */
const GIVEN = ["model", "workload", "trace", LATENCY_MODEL];

interface Spot {
  readonly point: Point;
  /** Tokens a second that one user sees: 1 / TPOT. */
  readonly perUser: number;
  readonly perGpu: number;
}

/**
 * What throughput costs in speed for the single user: tokens a second and GPU against tokens a second and user, and the
 * points that no other one beats in both. What is asked and how it is priced are no choices of whoever runs a server, so
 * workloads, models and latency models have a front each.
 */
export function paretoChart(points: readonly Point[], axes: readonly Axis[]): Markup | undefined {
  const asked = axes.filter(({ name }) => GIVEN.includes(name));
  const slice = sliceOf(points, asked, MOST_FRONTS);
  const kinds = slice.groups
    .map(([, group], i) => {
      const spots = spotsOf(group);
      const front = frontier(spots.filter(({ point }) => !point.overloaded));
      return { name: shortNameOf(group[0]!, slice.axes), colour: seriesLook(i).colour, spots, front };
    })
    .filter(({ front }) => front.length > 0);
  const all = kinds.flatMap(({ spots }) => spots);
  if (kinds.length === 0 || all.length < 3) return undefined;
  const most = Math.ceil(MOST_POINTS / kinds.length);
  const drawn = kinds.map((kind) => ({ ...kind, others: thinned(kind, most) }));
  const shown = drawn.flatMap(({ front, others }) => [...front, ...others]);
  const overloaded = shown.some(({ point }) => point.overloaded);
  const onFront = kinds.reduce((sum, { front }) => sum + front.length, 0);
  const best = kinds[0]!.front.map(({ point }) => nameOf(point, axes));
  const several = kinds.length > 1;
  return figure({
    id: "pareto",
    title: "Throughput of a GPU against speed for a user",
    full: true,
    alt: `${onFront} of ${all.length} points are on ${several ? `one of ${kinds.length} Pareto fronts` : "the Pareto front"}, ${several ? "the first " : ""}from ${best[0]} to ${best.at(-1)}.`,
    caption:
      `${slice.said}${formatCount(shown.length)} of ${formatCounted(all.length, "point")}, all of the ${several ? "fronts" : "front"} among them. Large: beaten in ` +
      "both by no other of its colour. User: 1 / median TPOT; GPU: output tokens a second over tp and replicas." +
      `${overloaded ? " Hollow: overloaded, and on no front." : ""}`,
    legend: [
      ...(several ? kinds : [{ ...kinds[0]!, name: "on the front" }]).map(({ name, colour }) => ({
        ...{ name, colour, symbol: "circle" as const },
      })),
      ...(overloaded ? [{ name: "overloaded", colour: "var(--bad-line)", symbol: "ring" as const }] : []),
    ],
    columns: [
      { label: "scenario" },
      { label: "per user", unit: "tok/s" },
      { label: "per GPU", unit: "tok/s" },
    ],
    rows: shown.map(({ point, perUser, perGpu }) => [nameOf(point, axes), perUser, perGpu]),
    at: (_, i) => ({ x: shown[i]!.perUser, y: shown[i]!.perGpu }),
    plot: ({ narrow }) => ({
      height: 320,
      marginLeft: 56,
      x: { label: "tokens/s a user", zero: true, nice: true, ticks: narrow ? 4 : 8, tickFormat: plainTick },
      y: { label: "tokens/s a GPU", grid: true, zero: true, nice: true, ticks: 6, tickFormat: plainTick },
      marks: drawn.flatMap(({ colour, front, others }) => [
        dot(
          others.filter(({ point }) => !point.overloaded),
          { ...PLACE, r: 3, fill: colour, fillOpacity: 0.55 },
        ),
        dot(
          others.filter(({ point }) => point.overloaded),
          { ...PLACE, r: 3, stroke: "var(--bad-line)" },
        ),
        lineY(front, { ...PLACE, curve: "step-before", stroke: colour, strokeWidth: 1.5 }),
        dot(front, { ...PLACE, r: 5, fill: colour, stroke: "var(--card)" }),
      ]),
      r: { type: "identity" },
    }),
  });
}

const PLACE = { x: "perUser", y: "perGpu" } as const;

function spotsOf(points: readonly Point[]): Spot[] {
  return points.flatMap((point): Spot[] => {
    const gpus = Number(point.labels.tp ?? 1) * Number(point.labels.replicas ?? 1);
    const perUser = 1000 / figureOf(point, "p50_tpot_ms");
    const perGpu = figureOf(point, "output_throughput") / (Number.isFinite(gpus) && gpus > 0 ? gpus : 1);
    return Number.isFinite(perUser) && Number.isFinite(perGpu) ? [{ point, perUser, perGpu }] : [];
  });
}

/** Those behind the front, so many that about `most` are shown in all. */
function thinned(
  { spots, front }: { readonly spots: readonly Spot[]; readonly front: readonly Spot[] },
  most: number,
): Spot[] {
  const behind = spots.filter((spot) => !front.includes(spot));
  const stride = Math.max(1, Math.ceil(behind.length / Math.max(1, most - front.length)));
  return behind.filter((_, i) => i % stride === 0);
}

/** Not beaten in both directions by any other; from the fastest for a user on. */
export function frontier<T extends Pick<Spot, "perUser" | "perGpu">>(spots: readonly T[]): T[] {
  const sorted = spots.toSorted((a, b) => b.perUser - a.perUser || b.perGpu - a.perGpu);
  let most = -Infinity;
  return sorted.filter(({ perGpu }) => {
    if (perGpu <= most) return false;
    most = perGpu;
    return true;
  });
}
