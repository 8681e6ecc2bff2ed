import { barX } from "@observablehq/plot";
import { STEP_PARTS, type StepPart } from "../../../engine/latency-model.ts";
import { formatFigure } from "../../format.ts";
import { type LoggedStep, type StepLog, stepsLeftOut } from "../../step-log.ts";
import { figure } from "../figure.ts";
import type { Markup } from "../markup.ts";
import { PART_COLOURS, PART_LABELS, stepKind } from "./step-kinds.ts";

/** Steps of one stretch. */
const STEPS = 24;

interface Stretch {
  readonly name: string;
  readonly steps: readonly LoggedStep[];
}

/**
 * Stretches of consecutive steps of one replica: the one at the middle of the run, the one with most requests running, and
 * the one with most waiting where there is a queue.
 */
function stretches(log: StepLog): Stretch[] {
  const found = log.runs().flatMap(({ from, to }) => {
    const steps = Array.from({ length: to - from }, (_, i) => log.get(from + i));
    const own = steps.filter(({ replica }) => replica === steps[0]!.replica);
    const pieces = Array.from({ length: Math.ceil(own.length / STEPS) }, (_, i) =>
      own.slice(i * STEPS, (i + 1) * STEPS),
    );
    return pieces.filter((piece, i) => i === 0 || piece.length === STEPS);
  });
  if (found.length === 0) return [];
  const most = (of: (step: LoggedStep) => number) =>
    found.reduce((best, now) => (of(now[0]!) > of(best[0]!) ? now : best));
  const busiest = most(({ running }) => running);
  const queued = most(({ waiting }) => waiting);
  const chosen: (readonly [string, LoggedStep[]])[] = [
    ["midway", found[Math.floor(found.length / 2)]!],
    ["most running", busiest],
  ];
  if (queued[0]!.waiting > 0) chosen.push(["longest queue", queued]);
  const different = chosen.filter(([, steps], i) => chosen.findIndex(([, other]) => other === steps) === i);
  return different.map(([name, steps]) => ({ name, steps }));
}

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
  const rowOf = ({ name }: Stretch): string => name;
  const begin = ({ steps }: Stretch): number => steps[0]!.startNs;
  const bars: Bar[] = [];
  for (const stretch of chosen) {
    for (const { startNs, partNs } of stretch.steps) {
      let at = startNs - begin(stretch);
      for (const part of STEP_PARTS) {
        if (partNs[part] === 0) continue;
        bars.push({ row: rowOf(stretch), from: at / 1e6, to: (at + partNs[part]) / 1e6, part });
        at += partNs[part];
      }
    }
  }
  const rows = chosen.flatMap((stretch) =>
    stretch.steps.map((step) => ({ stretch, step, row: rowOf(stretch) })),
  );
  const used = STEP_PARTS.filter((part) => bars.some((bar) => bar.part === part));
  const where = chosen.map((stretch) => {
    const { running, waiting } = stretch.steps[0]!;
    return `${stretch.name} at ${formatFigure(begin(stretch) / 1e9)} s (${running} running, ${waiting} waiting)`;
  });
  return figure({
    id: "step-gantt",
    title: "Steps one after another",
    alt: `Stretches of up to ${STEPS} consecutive steps: ${where.join("; ")}.`,
    caption: `${where.join("; ")}. Parts are sums over the layers of a step. ${sampled(log)}`,
    legend: used.map((part) => ({ name: PART_LABELS[part], colour: PART_COLOURS[part] })),
    columns: [
      ...[{ label: "stretch" }, { label: "step" }, { label: "kind" }, { label: "took", unit: "ms" }],
      ...[{ label: "decodes" }, { label: "prompt tokens" }],
    ],
    rows: rows.map(({ row, step }) => [
      ...[row, String(step.step), stepKind(step), (step.endNs - step.startNs) / 1e6],
      ...[step.decodes, step.prefillTokens],
    ]),
    at: (_, i) => {
      const { stretch, step, row } = rows[i]!;
      return { x: (step.startNs - begin(stretch)) / 1e6, to: (step.endNs - begin(stretch)) / 1e6, y: row };
    },
    plot: ({ narrow }) => ({
      height: 50 + 46 * chosen.length,
      marginLeft: 92,
      x: { label: "ms from the stretch's first step", grid: true, ticks: narrow ? 4 : 8 },
      y: { label: null, domain: chosen.map(rowOf), padding: 0.3, tickSize: 0 },
      color: { type: "identity" },
      marks: [
        barX(bars, { x1: "from", x2: "to", y: "row", fill: ({ part }: Bar) => PART_COLOURS[part] }),
        barX(rows, {
          ...{ x1: (_: unknown, i: number) => (rows[i]!.step.startNs - begin(rows[i]!.stretch)) / 1e6 },
          ...{ x2: (_: unknown, i: number) => (rows[i]!.step.endNs - begin(rows[i]!.stretch)) / 1e6 },
          ...{ y: "row", fill: "none", stroke: "var(--card)", strokeWidth: 1.5 },
        }),
      ],
    }),
  });
}

export function sampled(log: StepLog): string {
  const left = stepsLeftOut(log);
  return left === undefined ? `Chosen from all ${log.seen} steps.` : `Chosen from ${left}.`;
}
