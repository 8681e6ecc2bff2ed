import { errorBarsSentence } from "../../report/error-bars.ts";
import { formatCount, formatSeconds, formatShare } from "../../report/format.ts";
import type { ErrorBars, Run } from "../index.ts";
import { type Chart, curveChart, flightChart, partsChart } from "./charts.ts";
import type { CurvePoint } from "./curve.ts";
import { element, part } from "./dom.ts";
import { type Figure, figures, rangeOf, spoken, warning } from "./figures.ts";

export function showRun(run: Run): void {
  part("failure").textContent = "";
  part("warning").textContent = warning(run) ?? "";
  part("tiles").replaceChildren(...figures(run).map((figure) => tile(figure)));
  part("charts").hidden = false;
  part("provenance").textContent = provenance(run);
  part("notes").replaceChildren(...run.notes.map((note) => element("li", note)));
  const { count, steps } = run.result;
  const clock = run.clock === undefined ? "" : ` in ${formatSeconds(run.clock.wallSeconds)}`;
  part("run").textContent = `${formatCount(count)} requests, ${formatCount(steps)} steps simulated${clock}.`;
  delete part("curve").dataset.complete;
}

/** The figures again, with what they may be off by. */
export function showBars(run: Run, bars: ErrorBars): void {
  part("tiles").replaceChildren(...figures(run).map((figure) => tile(figure, rangeOf(figure, bars, run))));
  part("provenance").textContent = `${provenance(run)} ${errorBarsSentence(bars)}`;
}

export function showFailure(message: string): void {
  // Messages speak of flags; the page has no command line.
  const text = message.replaceAll(/--([a-z-]+)/g, (_, flag: string) => flag.replaceAll("-", "_"));
  part("failure").textContent = `${text}.`;
  part("warning").textContent = "";
  part("provenance").textContent = "";
  part("tiles").replaceChildren();
  part("charts").hidden = true;
}

export function speak(run: Run): void {
  part("spoken").textContent = spoken(run);
}

export function drawCharts(
  run: Run,
  points: readonly CurvePoint[],
  rates: readonly number[],
  rate: number,
): void {
  put("curve", (width) => curveChart(points, rates, rate, width));
  put("flight", (width) => flightChart(run, width));
  put("parts", (width) => partsChart(run, width));
}

function put(id: string, draw: (width: number) => Chart): void {
  const frame = part(id).querySelector(".chart")!;
  const { svg, alt, keys } = draw(Math.max(240, frame.clientWidth));
  svg.setAttribute("aria-hidden", "true");
  frame.setAttribute("aria-label", alt);
  frame.replaceChildren(svg);
  const legend = part(id).querySelectorAll(".legend li");
  for (const [i, key] of (keys ?? []).entries()) legend[i]!.lastChild!.replaceWith(key);
}

function tile({ id, label, title, value, unit, beside }: Figure, range?: string): HTMLElement {
  const term = element("dt", label);
  term.title = title;
  const figure = element("dd", [element("b", value), element("small", ` ${unit}`), element("span", beside)]);
  if (range !== undefined) figure.append(element("span", range, "range"));
  const made = element("div", [term, figure], ["kv", "e2el"].includes(id) ? "minor" : undefined);
  made.id = `tile-${id}`;
  return made;
}

function provenance({ result }: Run): string {
  const { measured, interpolated, extrapolated } = result.provenanceNs;
  const fromTables = (measured + interpolated + extrapolated) / result.busyNs;
  return fromTables === 0
    ? "No measured kernel table is in this page: all step time comes from formulas."
    : `${formatShare(fromTables)} of the step time leans on measured kernel tables, the rest comes from formulas.`;
}
