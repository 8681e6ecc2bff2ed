/** The unit a span of simulated time is read in. */
export interface TimeUnit {
  readonly unit: "s" | "min" | "h";
  readonly ns: number;
}

export function timeUnit(spanNs: number): TimeUnit {
  if (spanNs < 300e9) return { unit: "s", ns: 1e9 };
  return spanNs < 4 * 3600e9 ? { unit: "min", ns: 60e9 } : { unit: "h", ns: 3600e9 };
}
