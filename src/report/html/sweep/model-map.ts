import { percentDifference } from "../../../metrics/comparison.ts";
import { LATENCY_MODEL } from "../../differences.ts";
import type { Markup } from "../markup.ts";
import { heatMap } from "./heat-map.ts";
import { fillsMap, type MapAxes, mapAxes } from "./heat-maps.ts";
import {
  type Axis,
  axesOf,
  FIGURE_NAMES,
  type FigureKey,
  figureOf,
  groupBy,
  type LabelValue,
  measured,
  nameOf,
  type Point,
} from "./points.ts";

const KEYS = ["p50_ttft_ms", "p99_ttft_ms", "p50_tpot_ms", "output_throughput"] as const;
const FIGURE = "figure";

/** Of one latency model, and how far it is from the first one at the same point, signed percent. */
interface Compared {
  readonly points: readonly Point[];
  readonly percent: (point: Point, key: FigureKey) => number;
  readonly model: LabelValue;
  readonly base: LabelValue;
}

/**
 * How far latency models are apart: signed percent of every other one against the first, over the two main axes; over the
 * one there is, all figures in one map.
 */
export function modelMaps(points: readonly Point[], axes: readonly Axis[]): Markup[] {
  const models = axes.find(({ name }) => name === LATENCY_MODEL);
  if (models === undefined) return [];
  const [base, ...others] = models.values;
  const rest = axes.filter((axis) => axis !== models);
  const ofModel = (model: unknown) => points.filter(({ labels }) => labels[LATENCY_MODEL] === model);
  const bases = new Map(ofModel(base).map((point) => [nameOf(point, rest), point]));
  return others.flatMap((model) => {
    const own = ofModel(model);
    const percent = (point: Point, key: FigureKey): number => {
      const other = bases.get(nameOf(point, rest));
      return other === undefined ? Number.NaN : percentDifference(figureOf(point, key), figureOf(other, key));
    };
    const compared = { points: own, percent, model, base: base! };
    const [first, ...further] = axesOf(own);
    const chosen = mapAxes(own, axesOf(own));
    if (chosen !== undefined) return overTwoAxes(compared, chosen);
    return first === undefined || further.length > 0 ? [] : overOneAxis(compared, first);
  });
}

function overTwoAxes({ points, percent, model, base }: Compared, { across, up, others }: MapAxes): Markup[] {
  const groups = [...groupBy(points, others).values()];
  const shown = groups.find((group) => fillsMap(group, across, up))!;
  const at = others.length === 0 ? "" : ` For ${nameOf(shown[0]!, others)}.`;
  const maps = measured(shown, KEYS).map((key) =>
    heatMap({
      id: `models-${model}-${key}`,
      title: `${FIGURE_NAMES[key].name}, ${model} against ${base}`,
      unit: "%",
      caption: `Positive: ${model} says more than ${base}.${at}`,
      ...{ points: shown, across, up, diverging: true, value: (point) => percent(point, key) },
    }),
  );
  return maps.filter((map) => map !== undefined);
}

function overOneAxis({ points, percent, model, base }: Compared, across: Axis): Markup[] {
  const keys = measured(points, KEYS);
  const names = keys.map((key) => FIGURE_NAMES[key].name);
  const values = new Map<Point, number>();
  for (const point of points) {
    for (const [i, key] of keys.entries()) {
      values.set({ ...point, labels: { ...point.labels, [FIGURE]: names[i]! } }, percent(point, key));
    }
  }
  const map = heatMap({
    ...{ id: `models-${model}`, title: `${model} against ${base}`, unit: "%" },
    caption: `Positive: ${model} says more than ${base}.`,
    ...{ points: [...values.keys()], across, up: { name: FIGURE, values: names, numeric: false } },
    ...{ diverging: true, value: (point) => values.get(point)! },
  });
  return map === undefined ? [] : [map];
}
