import type { Markup } from "../markup.ts";
import { heatMap } from "./heat-map.ts";
import { type Axis, FIGURE_NAMES, figureOf, groupBy, measured, type Point } from "./points.ts";

const KEYS = ["p99_ttft_ms", "p99_tpot_ms", "output_throughput"] as const;
/** Values of the other axes that get maps of their own. */
const MOST_GROUPS = 4;

/** The two axes of a map: the rate across where it varies, and the longest of the others upwards. */
export function mapAxes(
  axes: readonly Axis[],
): { across: Axis; up: Axis; others: readonly Axis[] } | undefined {
  const across = axes.find(({ name }) => name === "request-rate") ?? axes[0];
  const up = axes.find((axis) => axis !== across);
  if (across === undefined || up === undefined) return undefined;
  return { across, up, others: axes.filter((axis) => axis !== across && axis !== up) };
}

/** Maps of the main figures over the two main axes, for the first values of the other axes. */
export function heatMaps(points: readonly Point[], axes: readonly Axis[]): Markup[] {
  const chosen = mapAxes(axes);
  if (chosen === undefined) return [];
  const { across, up, others } = chosen;
  const groups = [...groupBy(points, others)];
  const leftOut = groups.length - MOST_GROUPS;
  const caption =
    leftOut > 0
      ? `Shown for ${MOST_GROUPS} of ${groups.length} combinations of ${others.map(({ name }) => name).join(", ")}.`
      : "";
  return groups.slice(0, MOST_GROUPS).flatMap(([name, group], i) =>
    measured(group, KEYS).flatMap((key) => {
      const { name: title, unit } = FIGURE_NAMES[key];
      const map = heatMap({
        ...{
          id: `map-${key}-${i}`,
          title: name === "" ? title : `${title}, ${name}`,
          unit,
          caption,
          points: group,
          across,
          up,
        },
        value: (point) => figureOf(point, key),
      });
      return map === undefined ? [] : [map];
    }),
  );
}
