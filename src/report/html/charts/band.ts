import { areaY, lineY, type Markish, ruleY } from "@observablehq/plot";
import type { Interval } from "./intervals.ts";

/** A band from least to most and the mean in it, above a line at 0; `ns` is the unit of time. */
export function band(points: readonly Interval[], ns: number, colour: string, dashed = false): Markish[] {
  const x = ({ timeNs }: Interval): number => timeNs / ns;
  return [
    ruleY([0]),
    areaY(points, { x, y1: "min", y2: "max", fill: colour, fillOpacity: 0.25 }),
    lineY(points, {
      ...{ x, y: "mean", stroke: colour, strokeWidth: 1.6 },
      ...(dashed && { strokeDasharray: "3 2" }),
    }),
  ];
}
