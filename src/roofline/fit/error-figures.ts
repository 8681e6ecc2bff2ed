import type { ErrorFigures } from "../kernels/constants.ts";
import { quantile } from "./quantile.ts";

export interface Prediction {
  readonly predictedUs: number;
  readonly measuredUs: number;
  /** Names of the subsets whose errors it counts in. `all` goes without saying. */
  readonly subsets: readonly string[];
}

/** Error figures of all predictions and of every subset. */
export function errorsBySubset(predictions: readonly Prediction[]): Record<string, ErrorFigures> {
  const bySubset = new Map<string, Prediction[]>([["all", [...predictions]]]);
  for (const prediction of predictions) {
    for (const name of prediction.subsets) {
      const list = bySubset.get(name);
      if (list === undefined) bySubset.set(name, [prediction]);
      else list.push(prediction);
    }
  }
  return Object.fromEntries([...bySubset].map(([name, list]) => [name, errorFigures(list)]));
}

/** Percentages rounded to two decimals. */
export function errorFigures(predictions: readonly Prediction[]): ErrorFigures {
  const signed = predictions.map(({ predictedUs, measuredUs }) => predictedUs / measuredUs - 1);
  const sizes = signed.map(Math.abs).sort((a, b) => a - b);
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  const misses = predictions.map(({ predictedUs, measuredUs }) => Math.abs(predictedUs - measuredUs));
  const percent = (fraction: number) => Math.round(fraction * 1e4) / 100;
  return {
    rows: predictions.length,
    mapePct: percent(sum(sizes) / sizes.length),
    medianPct: percent(quantile(sizes, 0.5)),
    p90Pct: percent(quantile(sizes, 0.9)),
    biasPct: percent(sum(signed) / signed.length),
    timeWeightedPct: percent(sum(misses) / sum(predictions.map(({ measuredUs }) => measuredUs))),
  };
}
