import { dot, lineY } from "@observablehq/plot";
import { formatCount } from "../../format.ts";
import { plainTick } from "../charts/ticks.ts";
import { figure } from "../figure.ts";
import type { Markup } from "../markup.ts";
import { type Axis, figureOf, nameOf, type Point } from "./points.ts";

const MOST_POINTS = 400;

interface Spot {
  readonly point: Point;
  /** Tokens a second that one user sees: 1 / TPOT. */
  readonly perUser: number;
  readonly perGpu: number;
}

/**
 * What throughput costs in speed for the single user: tokens a second and GPU against tokens a second and user, and the
 * points that no other one beats in both.
 */
export function paretoChart(points: readonly Point[], axes: readonly Axis[]): Markup | undefined {
  const spots = points.flatMap((point): Spot[] => {
    const gpus = Number(point.labels.tp ?? 1) * Number(point.labels.replicas ?? 1);
    const perUser = 1000 / figureOf(point, "p50_tpot_ms");
    const perGpu = figureOf(point, "output_throughput") / (Number.isFinite(gpus) && gpus > 0 ? gpus : 1);
    return Number.isFinite(perUser) && Number.isFinite(perGpu) ? [{ point, perUser, perGpu }] : [];
  });
  if (spots.length < 3) return undefined;
  const front = frontier(spots.filter(({ point }) => !point.overloaded));
  if (front.length === 0) return undefined;
  const others = spots.filter((spot) => !front.includes(spot));
  const stride = Math.max(1, Math.ceil(others.length / Math.max(1, MOST_POINTS - front.length)));
  const shown = [...front, ...others.filter((_, i) => i % stride === 0)];
  const overloaded = shown.some(({ point }) => point.overloaded);
  const best = front.map(({ point }) => nameOf(point, axes));
  return figure({
    id: "pareto",
    title: "Throughput of a GPU against speed for a user",
    full: true,
    alt: `${front.length} of ${spots.length} points are on the Pareto front, from ${best[0]} to ${best.at(-1)}.`,
    caption:
      `${formatCount(shown.length)} of ${formatCount(spots.length)} points, all of the front among them. User: 1 / median TPOT; GPU: output ` +
      `tokens a second over tp and replicas.${overloaded ? " Hollow red: overloaded, and not part of the front." : ""}`,
    legend: [
      { name: "on the front", colour: "var(--c1)", symbol: "circle" },
      { name: "beaten in both", colour: "var(--c7)", symbol: "circle" },
      ...(overloaded ? [{ name: "overloaded", colour: "var(--bad-line)", symbol: "circle" as const }] : []),
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
      color: { type: "identity" },
      marks: [
        lineY(front, {
          x: "perUser",
          y: "perGpu",
          curve: "step-before",
          stroke: "var(--c1)",
          strokeWidth: 1.5,
        }),
        dot(shown, {
          ...{ x: "perUser", y: "perGpu", r: (spot: Spot) => (front.includes(spot) ? 5 : 3) },
          fill: (spot: Spot) =>
            spot.point.overloaded ? "none" : front.includes(spot) ? "var(--c1)" : "var(--c7)",
          stroke: (spot: Spot) => (spot.point.overloaded ? "var(--bad-line)" : "var(--card)"),
        }),
      ],
      r: { type: "identity" },
    }),
  });
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
