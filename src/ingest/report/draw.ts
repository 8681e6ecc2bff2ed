import * as Plot from "@observablehq/plot";
import { parseHTML } from "linkedom";

/** Draws a plot as SVG text, without a browser. */
export function draw(options: Plot.PlotOptions): string {
  const { document } = parseHTML("<!doctype html><html><body></body></html>");
  const plot = Plot.plot({
    ...options,
    document: document as never,
    figure: false,
  } as Plot.PlotOptions);
  return smaller((plot as unknown as { outerHTML: string }).outerHTML);
}

/** Hundredths of a pixel are enough. */
function smaller(svg: string): string {
  return svg.replace(/-?\d+\.\d{3,}/g, (figure) => String(Number(Number(figure).toFixed(2))));
}

/** Colours that stay apart for colour-blind readers and on both light and dark pages (Okabe and Ito, 2008). */
export const COLOURS = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9"] as const;

/** A key in a corner: each name in its colour. */
export function keyMarks(
  names: readonly string[],
  frameAnchor: "top-left" | "top-right" | "bottom-right",
): Plot.Markish[] {
  const right = frameAnchor !== "top-left";
  const up = frameAnchor === "bottom-right";
  return names.map((name, index) =>
    Plot.text([name], {
      frameAnchor,
      text: (text: string) => text,
      fill: COLOURS[index % COLOURS.length]!,
      fontWeight: 600,
      fontSize: 12,
      dx: right ? -8 : 8,
      dy: (up ? -1 : 1) * (8 + 16 * index),
    }),
  );
}

/** A scale that gives each name the colour that `keyMarks` writes it in. */
export function colourScale(names: readonly string[]): Plot.ScaleOptions {
  return { domain: [...names], range: names.map((_, index) => COLOURS[index % COLOURS.length]!) };
}

export { Plot };
