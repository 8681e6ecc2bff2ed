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

/**
 * `63.1 to 74.9`, or that it is about the same; undefined where there are no bars or nothing was measured. The run itself
 * counts too: a queue can make a figure of it larger than with slower and with faster steps.
 */
export function rangeText(
  bars: ErrorBars,
  run: Summary,
  of: (summary: Summary) => number | null,
): string | undefined {
  if (!bars.known) return undefined;
  const figures = [bars.fast, run, bars.slow].map((one) => of(one) ?? Number.NaN);
  if (!figures.every(Number.isFinite)) return undefined;
  const [low, high] = [Math.min(...figures), Math.max(...figures)];
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
    "Ranges reach over two further runs with every step " +
    `${percent} % faster and slower, the one-sigma error of the step times.${more}`
  );
}
