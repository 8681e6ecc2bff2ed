import { type Run, simulate, UserError } from "../index.ts";
import { fromAddress, toAddress } from "./address.ts";
import type { Catalog } from "./catalog.ts";
import { bindControls } from "./controls.ts";
import { type CurvePoint, curve } from "./curve.ts";
import { part } from "./dom.ts";
import { type Inputs, SLIDERS, START } from "./inputs.ts";
import { scenario } from "./scenario.ts";
import { bindTheme } from "./theme.ts";
import { drawCharts, showBars, showFailure, showRun, speak } from "./view.ts";

const catalog = JSON.parse(part("catalog").textContent ?? "") as Catalog;
const RATES = SLIDERS.find(({ name }) => name === "rate")!.values;
/** A change is followed by what takes longer (error bars, other rates) once the hand rests, milliseconds. */
const REST_MS = 150;

/** What is on the page. */
interface Shown {
  readonly inputs: Inputs;
  readonly run: Run;
  /** At other rates, as far as they are simulated. */
  readonly points: CurvePoint[];
}

let inputs = fromAddress(location.hash, catalog);
let shown: Shown | undefined;
/** Counts changes: work for an older one is given up. */
let change = 0;
let resting: ReturnType<typeof setTimeout> | undefined;

const setControls = bindControls((changed) => update({ ...inputs, ...changed }));
part("reset").addEventListener("click", () => {
  setControls(START);
  update(START);
});
addEventListener("hashchange", () => {
  const linked = fromAddress(location.hash, catalog);
  setControls(linked);
  update(linked);
});
new ResizeObserver(() => redraw()).observe(part("charts"));
bindTheme();
setControls(inputs);
update(inputs);

function update(next: Inputs): void {
  inputs = next;
  change += 1;
  const mine = change;
  history.replaceState(null, "", `#${toAddress(inputs)}`);
  // Several events of one frame are one change.
  requestAnimationFrame(() => {
    if (mine === change) void answer(mine);
  });
}

async function answer(mine: number): Promise<void> {
  clearTimeout(resting);
  try {
    const run = await simulate(scenario(catalog, inputs));
    const kept = shown !== undefined && differOnlyInRate(shown.inputs, inputs) ? [...shown.points] : [];
    shown = { inputs, run, points: kept };
    showRun(run);
    redraw();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    shown = undefined;
    showFailure(error.message);
    return;
  }
  resting = setTimeout(() => void complete(mine), REST_MS);
}

/** Error bars, then the other rates. */
async function complete(mine: number): Promise<void> {
  const stale = () => mine !== change;
  if (shown === undefined || stale()) return;
  const { run, points } = shown;
  speak(run);
  showBars(run, run.errorBars());
  const overloaded = points.at(-1)?.overloaded === true;
  const left = overloaded ? [] : RATES.slice(points.length);
  for await (const point of curve(catalog, inputs, left, stale)) {
    points.push(point);
    redraw();
  }
  if (!stale()) part("curve").dataset.complete = "true";
}

function redraw(): void {
  if (shown !== undefined) drawCharts(shown.run, shown.points, RATES, shown.inputs.rate);
}

function differOnlyInRate(a: Inputs, b: Inputs): boolean {
  return toAddress({ ...a, rate: b.rate }) === toAddress(b);
}
