import type { Summary } from "../metrics/summary.ts";
import { formatFigure, formatRough } from "./format.ts";

/** How far a run's figures may be off, because step times are. */
export type ErrorBars =
  | {
      readonly known: true;
      /** One-sigma relative error of the step times. */
      readonly relative: number;
      /** The true error is larger by an unknown amount. */
      readonly lowerLimit: boolean;
      /** The same run with every step faster, and slower, by `relative`. */
      readonly fast: Summary;
      readonly slow: Summary;
    }
  | { readonly known: false; readonly reason: string };

/** Relative width below which a range says nothing. */
const NARROWEST = 0.002;

/** `63.1 to 74.9`, or that it is about the same; undefined where there are no bars or nothing was measured. */
export function rangeText(bars: ErrorBars, of: (summary: Summary) => number | null): string | undefined {
  if (!bars.known) return undefined;
  const [a, b] = [of(bars.fast), of(bars.slow)];
  if (a === null || b === null || !Number.isFinite(a) || !Number.isFinite(b)) return undefined;
  const [low, high] = [Math.min(a, b), Math.max(a, b)];
  if (low === high) return "unaffected";
  return high - low < NARROWEST * high ? "hardly affected" : `${formatRough(low)} to ${formatRough(high)}`;
}

export function errorBarsSentence(bars: ErrorBars): string {
  if (!bars.known) return `No error bars: ${bars.reason}.`;
  const percent = formatFigure(bars.relative * 100, 1);
  const more = bars.lowerLimit
    ? " The kernel constants come from another GPU, so the true error is larger."
    : "";
  return (
    "Ranges come from two further runs with every step " +
    `${percent} % faster and slower, the one-sigma error of the step times.${more}`
  );
}
