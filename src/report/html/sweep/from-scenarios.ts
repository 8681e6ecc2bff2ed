import { FIGURES } from "../../../metrics/comparison.ts";
import type { Scenario } from "../../comparison-table.ts";
import type { Point } from "./points.ts";

/** Runs of a comparison as points; each was run once, so there are no intervals. */
export function pointsOfScenarios(scenarios: readonly Scenario[]): Point[] {
  return scenarios.map(({ labels, summary, saturation }) => {
    const once = (mean: number) => ({ mean, ci95: Number.NaN });
    const figures = Object.fromEntries(FIGURES.map(({ key, of }) => [key, once(of(summary))]));
    for (const metric of ["ttft", "tpot", "itl", "e2el"] as const)
      figures[`p90_${metric}_ms`] = once(summary[metric].p90Ms);
    if (summary.requestGoodput !== null) figures.request_goodput = once(summary.requestGoodput);
    return { labels, figures, overloaded: saturation.verdict === "overloaded" };
  });
}
