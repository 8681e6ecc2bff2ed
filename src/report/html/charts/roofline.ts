import { dot, line, text } from "@observablehq/plot";
import type { Device } from "../../../roofline/hardware.ts";
import type { ModelShape } from "../../../roofline/model-shape.ts";
import { formatCount, formatFigure, formatRough } from "../../format.ts";
import { stepKind } from "../../step-kind.ts";
import { type StepLog, stepsLeftOut } from "../../step-log.ts";
import { workOf } from "../../step-work.ts";
import { figure } from "../figure.ts";
import type { Markup } from "../markup.ts";
import { logAxisX, logAxisY } from "./axes.ts";
import { sampledSteps } from "./sampled-steps.ts";
import { STEP_KINDS } from "./step-kinds.ts";

export interface RooflineServer {
  readonly model: ModelShape;
  readonly gpuName: string;
  readonly device: Device;
  readonly tp: number;
}

/** Steps against the GPU's ceilings (Williams, Waterman and Patterson, CACM 52(4), 2009). */
export function stepRoofline(
  log: StepLog,
  { model, gpuName, device, tp }: RooflineServer,
): Markup | undefined {
  if (log.length === 0) return undefined;
  const work = workOf(model, tp);
  const peakTFlops = tp * ((model.weightDtype === "fp8" ? device.fp8TFlops : undefined) ?? device.bf16TFlops);
  const memoryTBs = tp * device.memoryTBs;
  const points = sampledSteps(log).map((step) => {
    const { flops, bytes } = work(step);
    const seconds = (step.endNs - step.startNs) / 1e9;
    return { intensity: flops / bytes, tflops: flops / seconds / 1e12, kind: stepKind(step), step };
  });
  const ridge = peakTFlops / memoryTBs;
  const least = points.reduce((low, { intensity }) => Math.min(low, intensity), ridge / 2);
  const most = points.reduce((high, { intensity }) => Math.max(high, intensity), ridge * 4);
  const roof = [least / 1.5, ridge, most * 1.5].map((x) => ({ x, y: Math.min(peakTFlops, x * memoryTBs) }));
  const share = ({ intensity, tflops }: (typeof points)[number]) =>
    tflops / Math.min(peakTFlops, intensity * memoryTBs);
  const reached = points.map(share).toSorted((a, b) => a - b)[Math.floor(points.length / 2)]!;
  const memoryBound = points.filter(({ intensity }) => intensity < ridge).length / points.length;
  const lowest = points.reduce((low, { tflops }) => Math.min(low, tflops), peakTFlops);
  const across: [number, number] = [roof[0]!.x, roof[2]!.x];
  const upwards: [number, number] = [Math.min(lowest, roof[0]!.y) / 1.2, peakTFlops * 1.2];
  const ceilings = `${formatRough(peakTFlops)} TFLOP/s, ${formatRough(memoryTBs)} TB/s`;
  const kinds = STEP_KINDS.filter(({ name }) => points.some(({ kind }) => kind === name));
  return figure({
    id: "roofline",
    title: "Roofline of the steps",
    alt:
      `${formatFigure(memoryBound * 100, 0)} percent of the steps are left of the ridge at ${formatFigure(ridge)} FLOP a byte, where ` +
      `memory is the limit; the median step reaches ${formatFigure(reached * 100, 0)} percent of its ceiling.`,
    caption:
      `${points.length} of ${formatCount(log.seen)} steps${stepsLeftOut(log) === undefined ? "" : ", from even windows"}. Work counted from the ` +
      `model's shape, ceilings from ${gpuName}'s data sheet (${tp} ${tp === 1 ? "GPU" : "GPUs"}); host time counts as the step's.`,
    legend: kinds,
    columns: [
      ...[
        { label: "step" },
        { label: "kind" },
        { label: "intensity", unit: "FLOP/B" },
        { label: "reached", unit: "TFLOP/s" },
      ],
      ...[{ label: "of its ceiling", unit: "%" }, { label: "decodes" }, { label: "prompt tokens" }],
    ],
    rows: points.map((point) => [
      ...[String(point.step.step), point.kind, point.intensity, point.tflops, share(point) * 100],
      ...[point.step.decodes, point.step.prefillTokens],
    ]),
    at: (_, i) => ({ x: points[i]!.intensity, y: points[i]!.tflops }),
    plot: ({ narrow }) => ({
      height: 280,
      marginRight: 16,
      marginLeft: 48,
      x: { type: "log", domain: across },
      y: { type: "log", domain: upwards },
      marks: [
        ...logAxisX(...across, "arithmetic intensity (FLOP/byte)", !narrow),
        ...logAxisY(...upwards, "TFLOP/s"),
        line(roof, { x: "x", y: "y", stroke: "var(--quiet)", strokeWidth: 2 }),
        text([roof[2]!], {
          x: "x",
          y: "y",
          text: () => ceilings,
          textAnchor: "end",
          dy: -9,
          fill: "var(--quiet)",
        }),
        ...kinds.map(({ name, colour, symbol }) =>
          dot(
            points.filter(({ kind }) => kind === name),
            { x: "intensity", y: "tflops", symbol, r: 3, stroke: colour, fill: colour, fillOpacity: 0.35 },
          ),
        ),
      ],
    }),
  });
}
