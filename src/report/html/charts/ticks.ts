/** `950`, `1,200`, `12k`, `2.5M`: no unit prefix where the digits are few. */
export function plainTick(value: number): string {
  const size = Math.abs(value);
  if (size >= 1e6) return `${trimmed(value / 1e6)}M`;
  if (size >= 1e4) return `${trimmed(value / 1e3)}k`;
  return trimmed(value).replace(/^(-?\d)(\d{3})$/, "$1,$2");
}

const trimmed = (value: number): string => String(Number(value.toPrecision(3)));

/** Milliseconds up to ten thousand of them, seconds beyond. */
export function latencyUnit(mostMs: number): { readonly unit: "ms" | "s"; readonly ms: number } {
  return mostMs < 10_000 ? { unit: "ms", ms: 1 } : { unit: "s", ms: 1000 };
}
