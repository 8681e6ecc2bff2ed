import { axisX, axisY, gridY, type Markish } from "@observablehq/plot";
import { plainTick } from "./ticks.ts";

/** Ticks of a logarithmic axis: decades, and more between them where there is room and need. */
function logTicks(from: number, to: number, room: boolean): number[] {
  const [low, high] = [Math.floor(Math.log10(from)), Math.ceil(Math.log10(to))];
  const steps = !room || high - low > 3 ? [1] : to < 10 * from ? [1, 2, 3, 4, 5, 7] : [1, 2, 5];
  const all = Array.from({ length: high - low + 1 }, (_, i) =>
    steps.map((step) => step * 10 ** (low + i)),
  ).flat();
  return all.filter((tick) => tick >= from && tick <= to);
}

/** Plot labels only some ticks of a logarithmic axis; these are few and all labelled. */
export function logAxisX(from: number, to: number, label: string, room: boolean): Markish[] {
  return [axisX(logTicks(from, to, room), { label, text: plainTick })];
}

export function logAxisY(from: number, to: number, label: string): Markish[] {
  const ticks = logTicks(from, to, true);
  return [gridY(ticks), axisY(ticks, { label, text: plainTick })];
}
