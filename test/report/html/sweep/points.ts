import type { Point } from "../../../../src/report/html/sweep/points.ts";

/** A point of a test: labels, and means by key. */
export function point(
  labels: Point["labels"],
  means: Readonly<Record<string, number>>,
  overloaded = false,
): Point {
  const figures = Object.fromEntries(
    Object.entries(means).map(([key, mean]) => [key, { mean, ci95: Number.NaN }]),
  );
  return { labels, figures, overloaded };
}
