import { FIGURES } from "../../../metrics/comparison.ts";
import type { ComparedRun } from "../../compared-run.ts";
import type { Point } from "./points.ts";

/** Runs of a comparison as points; each was run once, so there are no intervals. */
export function pointsOfScenarios(scenarios: readonly ComparedRun[]): Point[] {
  return scenarios.map(({ labels, summary, saturation }) => {
    const once = (mean: number) => ({ mean, ci95: Number.NaN });
    const figures = Object.fromEntries(FIGURES.map(({ key, of }) => [key, once(of(summary))]));
    for (const metric of ["ttft", "tpot", "itl", "e2el"] as const)
      figures[`p90_${metric}_ms`] = once(summary[metric].p90Ms);
    if (summary.requestGoodput !== null) figures.request_goodput = once(summary.requestGoodput);
    return { labels, figures, overloaded: saturation.verdict === "overloaded" };
  });
}
