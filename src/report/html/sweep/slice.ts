import { LATENCY_MODEL } from "../../differences.ts";
import { type Axis, groupBy, nameOf, type Point } from "./points.ts";

/** Points that a chart has room for, with the axes in which they still differ. */
export interface Slice {
  readonly groups: readonly (readonly [name: string, points: readonly Point[]])[];
  readonly axes: readonly Axis[];
  /** `For gpu H100, workload chat: 6 of 24 settings. `; empty where nothing was left out. */
  readonly said: string;
}

/**
 * Groups of points that agree in these axes, at most `most` of them: axes with the fewest values are held at their first
 * value until no more are left, but never the latency model, and of a single axis the first values are taken.
 */
export function sliceOf(points: readonly Point[], axes: readonly Axis[], most: number): Slice {
  const all = groupBy(points, axes).size;
  const [free, fixed] = [[...axes], [] as Axis[]];
  let shown = points;
  while (free.length > 1 && groupBy(shown, free).size > most) {
    const axis = free.findLast(({ name }) => name !== LATENCY_MODEL)!;
    free.splice(free.indexOf(axis), 1);
    fixed.push(axis);
    const value = shown[0]!.labels[axis.name];
    shown = shown.filter(({ labels }) => labels[axis.name] === value);
  }
  const groups = [...groupBy(shown, free)].slice(0, most);
  const where = fixed.length === 0 ? "" : `For ${nameOf(shown[0]!, fixed)}: `;
  const said = groups.length === all ? "" : `${where}${groups.length} of ${all} settings. `;
  return { groups, axes: free, said };
}
