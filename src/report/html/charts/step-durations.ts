import { dot } from "@observablehq/plot";
import { formatCount, formatFigure } from "../../format.ts";
import { stepKind } from "../../step-kind.ts";
import type { LoggedStep, StepLog } from "../../step-log.ts";
import { figure } from "../figure.ts";
import type { Markup } from "../markup.ts";
import { logAxisX, logAxisY } from "./axes.ts";
import { sampledSteps } from "./sampled-steps.ts";
import { STEP_KINDS } from "./step-kinds.ts";

const tokensOf = ({ decodes, prefillTokens }: LoggedStep): number => decodes + prefillTokens;
const msOf = ({ startNs, endNs }: LoggedStep): number => (endNs - startNs) / 1e6;

/** How long steps take by the tokens in them. */
export function stepDurations(log: StepLog): Markup | undefined {
  if (log.length === 0) return undefined;
  const points = sampledSteps(log);
  const range = (of: (step: LoggedStep) => number): [number, number] => {
    const values = points.map(of);
    return [Math.min(...values) / 1.3, Math.max(...values) * 1.3];
  };
  const [across, upwards] = [range(tokensOf), range(msOf)];
  const kinds = STEP_KINDS.filter(({ name }) => points.some((step) => stepKind(step) === name));
  const said = kinds.map(({ name }) => {
    const own = points
      .filter((step) => stepKind(step) === name)
      .map(msOf)
      .sort((a, b) => a - b);
    return `${name} steps ${formatFigure(own[own.length >> 1]!)} ms in the median`;
  });
  return figure({
    id: "step-durations",
    title: "Step time by tokens in the step",
    alt: `${said.join(", ")}.`,
    caption: `${points.length} of ${formatCount(log.seen)} steps. Prompt tokens and decodes together, without padding.`,
    legend: kinds,
    columns: [
      ...[{ label: "step" }, { label: "kind" }, { label: "decodes" }, { label: "prompt tokens" }],
      ...[{ label: "took", unit: "ms" }, { label: "running" }, { label: "waiting" }],
    ],
    rows: points.map((step) => [
      ...[String(step.step), stepKind(step), step.decodes, step.prefillTokens],
      ...[msOf(step), step.running, step.waiting],
    ]),
    at: (_, i) => ({ x: tokensOf(points[i]!), y: msOf(points[i]!) }),
    plot: ({ narrow }) => ({
      height: 280,
      marginLeft: 48,
      x: { type: "log", domain: across },
      y: { type: "log", domain: upwards },
      marks: [
        ...logAxisX(...across, "tokens in the step", !narrow),
        ...logAxisY(...upwards, "step time (ms)"),
        ...kinds.map(({ name, colour, symbol }) =>
          dot(
            points.filter((step) => stepKind(step) === name),
            { x: tokensOf, y: msOf, symbol, r: 3, stroke: colour, fill: colour, fillOpacity: 0.35 },
          ),
        ),
      ],
    }),
  });
}
