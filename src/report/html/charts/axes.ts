import { axisX, axisY, gridY, type Markish } from "@observablehq/plot";
import { plainTick } from "./ticks.ts";

/** What is marked of each decade, from coarse to fine. */
const LEVELS = [[1], [1, 2, 5], [1, 2, 3, 5, 7], [1, 1.5, 2, 3, 4, 5, 6, 7, 8, 9]];

/** Ticks of a logarithmic axis: as coarse as still leaves enough of them, equal steps where the axis spans next to nothing. */
export function logTicks(from: number, to: number, room: boolean): number[] {
  const enough = room ? 4 : 3;
  const [low, high] = [Math.floor(Math.log10(from)), Math.ceil(Math.log10(to))];
  for (const level of LEVELS) {
    const all = Array.from({ length: high - low + 1 }, (_, i) =>
      level.map((digit) => digit * 10 ** (low + i)),
    );
    const seen = all.flat().filter((tick) => tick >= from && tick <= to);
    if (seen.length >= enough) return seen;
  }
  return equalSteps(from, to, enough);
}

/** About so many round numbers between two others. */
function equalSteps(from: number, to: number, count: number): number[] {
  const rough = (to - from) / count;
  const decade = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((digit) => digit * decade).find((size) => size >= rough) ?? rough;
  const first = Math.ceil(from / step);
  return Array.from({ length: Math.max(0, Math.floor(to / step) - first + 1) }, (_, i) =>
    Number(((first + i) * step).toPrecision(12)),
  );
}

/** Ticks by themselves, as they are of all sizes, but where that would make two of them alike. */
function labelsOf(ticks: readonly number[]): (tick: number) => string {
  const alone = (tick: number): string => plainTick(tick);
  const alike = new Set(ticks.map(alone)).size < ticks.length;
  return alike ? (tick) => plainTick(tick, 0, ticks) : alone;
}

/** Plot labels only some ticks of a logarithmic axis; these are few and all labelled. */
export function logAxisX(from: number, to: number, label: string, room: boolean): Markish[] {
  const ticks = logTicks(from, to, room);
  return [axisX(ticks, { label, text: labelsOf(ticks) })];
}

export function logAxisY(from: number, to: number, label: string): Markish[] {
  const ticks = logTicks(from, to, true);
  return [gridY(ticks), axisY(ticks, { label, text: labelsOf(ticks) })];
}
