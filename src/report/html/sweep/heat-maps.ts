import type { Markup } from "../markup.ts";
import { heatMap } from "./heat-map.ts";
import { type Axis, FIGURE_NAMES, figureOf, groupBy, measured, type Point, shortNameOf } from "./points.ts";
import { sliceOf } from "./slice.ts";

const KEYS = ["p99_ttft_ms", "p99_tpot_ms", "output_throughput"] as const;
/** Values of the other axes that get maps of their own. */
const MOST_GROUPS = 4;

export interface MapAxes {
  readonly across: Axis;
  readonly up: Axis;
  readonly others: readonly Axis[];
}

/**
 * The two axes of a map: the rate across where it varies, and the longest of the others upwards. Axes that only vary
 * together make no map; undefined where all do.
 */
export function mapAxes(points: readonly Point[], axes: readonly Axis[]): MapAxes | undefined {
  const rate = axes.filter(({ name }) => name === "request-rate");
  const ordered = [...rate, ...axes.filter((axis) => !rate.includes(axis))];
  for (const across of ordered) {
    for (const up of axes) {
      if (up === across) continue;
      const others = axes.filter((axis) => axis !== across && axis !== up);
      const groups = [...groupBy(points, others).values()];
      if (groups.some((group) => fillsMap(group, across, up))) return { across, up, others };
    }
  }
  return undefined;
}

/** Whether points vary in both axes, and fill more than half of the cells between them. */
export function fillsMap(points: readonly Point[], across: Axis, up: Axis): boolean {
  const known = points.filter(({ labels }) => [across, up].every(({ name }) => (labels[name] ?? "") !== ""));
  const [columns, rows] = [across, up].map(
    ({ name }) => new Set(known.map(({ labels }) => labels[name])).size,
  );
  return columns! > 1 && rows! > 1 && known.length > (columns! * rows!) / 2;
}

/** Maps of the main figures over the two main axes, for some values of the other axes. */
export function heatMaps(points: readonly Point[], axes: readonly Axis[]): Markup[] {
  const chosen = mapAxes(points, axes);
  if (chosen === undefined) return [];
  const { across, up, others } = chosen;
  const mapped = [...groupBy(points, others).values()].filter((group) => fillsMap(group, across, up));
  const slice = sliceOf(mapped.flat(), others, MOST_GROUPS);
  return slice.groups.flatMap(([, group], i) =>
    measured(group, KEYS).flatMap((key) => {
      const { name, unit } = FIGURE_NAMES[key];
      const own = shortNameOf(group[0]!, slice.axes);
      const map = heatMap({
        ...{ id: `map-${key}-${i}`, title: own === "" ? name : `${name}, ${own}`, unit },
        ...{ caption: slice.said, points: group, across, up },
        value: (point) => figureOf(point, key),
      });
      return map === undefined ? [] : [map];
    }),
  );
}
