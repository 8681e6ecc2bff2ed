import { percentDifference } from "../../../metrics/comparison.ts";
import { LATENCY_MODEL } from "../../differences.ts";
import type { Markup } from "../markup.ts";
import { heatMap } from "./heat-map.ts";
import { mapAxes } from "./heat-maps.ts";
import { type Axis, axesOf, FIGURE_NAMES, figureOf, measured, nameOf, type Point } from "./points.ts";

const KEYS = ["p50_ttft_ms", "p99_ttft_ms", "p50_tpot_ms", "output_throughput"] as const;

/** How far latency models are apart: signed percent of every other one against the first, over the two main axes. */
export function modelMaps(points: readonly Point[], axes: readonly Axis[]): Markup[] {
  const models = axes.find(({ name }) => name === LATENCY_MODEL);
  if (models === undefined) return [];
  const [base, ...others] = models.values;
  const rest = axes.filter((axis) => axis !== models);
  const ofModel = (model: unknown) => points.filter(({ labels }) => labels[LATENCY_MODEL] === model);
  const bases = new Map(ofModel(base).map((point) => [nameOf(point, rest), point]));
  return others.flatMap((model) => {
    const own = ofModel(model);
    const chosen = mapAxes(axesOf(own));
    if (chosen === undefined) return [];
    const { across, up, others: fixed } = chosen;
    const first = own[0];
    const shown = own.filter((point) =>
      fixed.every(({ name }) => point.labels[name] === first?.labels[name]),
    );
    const at = fixed.length === 0 ? "" : ` For ${nameOf(first!, fixed)}.`;
    return measured(shown, KEYS).flatMap((key) => {
      const { name } = FIGURE_NAMES[key];
      const map = heatMap({
        id: `models-${model}-${key}`,
        title: `${name}, ${model} against ${base}`,
        unit: "%",
        caption: `Positive: ${model} says more than ${base}.${at}`,
        points: shown,
        ...{ across, up, diverging: true },
        value: (point) => {
          const other = bases.get(nameOf(point, rest));
          return other === undefined
            ? Number.NaN
            : percentDifference(figureOf(point, key), figureOf(other, key));
        },
      });
      return map === undefined ? [] : [map];
    });
  });
}
