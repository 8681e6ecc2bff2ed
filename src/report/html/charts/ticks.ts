/**
 * `950`, `1,200`, `12k`, `2.5M`. Beside its neighbours a tick shows as many decimals as tell them apart, and all take the
 * unit of the largest.
 */
export function plainTick(value: number, _index?: number, ticks: readonly number[] = [value]): string {
  const most = Math.max(...ticks.map(Math.abs));
  const unit = UNITS.find(({ from }) => most >= from) ?? { size: 1, name: "" };
  if (ticks.length < 2) return `${grouped(String(Number((value / unit.size).toPrecision(3))))}${unit.name}`;
  const decimals = decimalsOf(Math.abs(ticks[1]! - ticks[0]!) / unit.size);
  const text = grouped((value / unit.size).toFixed(decimals));
  return value === 0 ? "0" : `${text}${unit.name}`;
}

const UNITS = [
  { from: 1e6, size: 1e6, name: "M" },
  { from: 1e4, size: 1e3, name: "k" },
];

/** Decimals that a step between ticks takes: 0.25 takes 2. */
function decimalsOf(step: number): number {
  if (!(step > 0)) return 0;
  const first = Math.max(0, -Math.floor(Math.log10(step)));
  const rest = Math.abs(step * 10 ** first - Math.round(step * 10 ** first));
  return Math.min(9, first + (rest > 1e-6 ? 1 : 0));
}

const grouped = (text: string): string => text.replace(/^(-?\d)(\d{3})\b/, "$1,$2");

/** Ticks of a count that reaches `most`: whole numbers only. */
export function wholeTicks(most: number, about: number): number | number[] {
  return most >= about ? about : Array.from({ length: Math.ceil(most) + 1 }, (_, i) => i);
}

/** Milliseconds up to ten thousand of them, seconds beyond. */
export function latencyUnit(mostMs: number): { readonly unit: "ms" | "s"; readonly ms: number } {
  return mostMs < 10_000 ? { unit: "ms", ms: 1 } : { unit: "s", ms: 1000 };
}
