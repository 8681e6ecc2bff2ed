import type { LabelValue, Point } from "./points.ts";

/** `summary.json` of a sweep, as far as charts need it. */
export interface SummaryJson {
  readonly file?: string;
  readonly points: readonly {
    readonly labels: Readonly<Record<string, LabelValue>>;
    readonly saturation: readonly string[];
    readonly figures: Readonly<
      Record<string, { readonly mean: number | null; readonly ci95: number | null }>
    >;
    readonly scenarios: readonly { readonly status: string; readonly reason?: string }[];
  }[];
}

/** The points that have results, and sentences on the scenarios that have none. */
export function pointsOfSummary({ points }: SummaryJson): { points: Point[]; notes: string[] } {
  const known = points.flatMap(({ labels, figures, saturation, scenarios }): Point[] => {
    if (!scenarios.some(({ status }) => status === "ok")) return [];
    const entries = Object.entries(figures).flatMap(([key, { mean, ci95 }]) =>
      mean === null ? [] : [[key, { mean, ci95: ci95 ?? Number.NaN }] as const],
    );
    return [{ labels, figures: Object.fromEntries(entries), overloaded: saturation.includes("overloaded") }];
  });
  const reasons = new Map<string, number>();
  for (const { scenarios } of points) {
    for (const { status, reason = "no result" } of scenarios) {
      if (status !== "ok")
        reasons.set(`${status}: ${reason}`, (reasons.get(`${status}: ${reason}`) ?? 0) + 1);
    }
  }
  return {
    points: known,
    notes: [...reasons].map(
      ([reason, count]) => `${count} ${count === 1 ? "scenario" : "scenarios"} ${reason}`,
    ),
  };
}
