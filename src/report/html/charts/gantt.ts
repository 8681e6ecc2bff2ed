import { barX, tickX } from "@observablehq/plot";
import { STEP_PARTS, type StepPart } from "../../../engine/latency-model.ts";
import { formatCount, formatCounted, formatFigure } from "../../format.ts";
import { STEP_PART_NAMES } from "../../part-names.ts";
import { stepKind } from "../../step-kind.ts";
import { type StepLog, stepsLeftOut } from "../../step-log.ts";
import { figure } from "../figure.ts";
import type { Markup } from "../markup.ts";
import { PART_COLOURS } from "./step-kinds.ts";
import { type Stretch, stretches } from "./stretches.ts";
import { plainTick } from "./ticks.ts";

/** Pixels below which a step gets no edge of its own. */
const EDGE_FROM = 5;
/** Parts thinner than so many pixels cannot be seen. */
const THINNEST = 0.2;
/** Pixels beside the bars. */
const MARGIN = 112;

interface Bar {
  readonly row: string;
  readonly from: number;
  readonly to: number;
  readonly part: StepPart;
}

/** A few stretches of consecutive steps, each step cut into its parts. */
export function stepGantt(log: StepLog): Markup | undefined {
  const chosen = stretches(log);
  if (chosen.length === 0) return undefined;
  const steps = chosen.flatMap((stretch) => {
    const ms = (ns: number): number => (ns - stretch.steps[0]!.startNs) / 1e6;
    return stretch.steps.map((step) => ({
      row: stretch.name,
      step,
      from: ms(step.startNs),
      to: ms(step.endNs),
    }));
  });
  const bars = steps.flatMap(({ row, step, from }) => {
    let at = from;
    return STEP_PARTS.filter((part) => step.partNs[part] > 0).map((part): Bar => {
      const bar = { row, from: at, to: at + step.partNs[part] / 1e6, part };
      at = bar.to;
      return bar;
    });
  });
  const longest = steps.reduce((most, { to }) => Math.max(most, to), 0);
  const pixels = ({ from, to }: { from: number; to: number }, width: number) =>
    ((to - from) / longest) * (width - MARGIN);
  const used = STEP_PARTS.filter((part) => bars.some((bar) => bar.part === part));
  const where = chosen.map(describe).join("; ");
  const left = stepsLeftOut(log);
  return figure({
    id: "step-gantt",
    title: "Steps one after another",
    full: true,
    alt: `Stretches of consecutive steps, each cut into its parts: ${where}.`,
    caption: `${where}. Parts are sums over the layers of a step. Chosen from ${left ?? `all ${formatCounted(log.seen, "step")}`}.`,
    legend: used.map((part) => ({ name: STEP_PART_NAMES[part], colour: PART_COLOURS[part] })),
    columns: [
      ...[{ label: "stretch" }, { label: "step" }, { label: "kind" }, { label: "took", unit: "ms" }],
      ...[{ label: "decodes" }, { label: "prompt tokens" }],
    ],
    rows: steps.map(({ row, step, from, to }) => [
      ...[row, String(step.step), stepKind(step), to - from, step.decodes, step.prefillTokens],
    ]),
    at: (_, i) => ({ x: steps[i]!.from, to: steps[i]!.to, y: steps[i]!.row }),
    plot: ({ narrow, width }) => ({
      height: 68 + 36 * chosen.length,
      marginTop: 8,
      marginLeft: MARGIN - 20,
      x: { label: "ms from the first step", grid: true, ticks: narrow ? 3 : 8, tickFormat: plainTick },
      y: { label: null, domain: chosen.map(({ name }) => name), padding: 0.25, tickSize: 0 },
      marks: [
        ...used.map((part) => {
          const own = bars.filter((bar) => bar.part === part && pixels(bar, width) > THINNEST);
          return barX(own, { x1: "from", x2: "to", y: "row", fill: PART_COLOURS[part] });
        }),
        tickX(
          steps.filter((step) => pixels(step, width) > EDGE_FROM),
          { x: "from", y: "row", stroke: "var(--card)", strokeWidth: 2 },
        ),
      ],
    }),
  });
}

function describe({ name, steps }: Stretch): string {
  const { startNs, running, waiting } = steps[0]!;
  return `${name} at ${formatFigure(startNs / 1e9)} s (${formatCount(running)} running, ${formatCount(waiting)} waiting)`;
}
