import type { ServerConfig } from "../config/resolve-server.ts";
import { LAUNCH, PROVENANCE, STEP_PARTS, type StepPrice } from "../engine/latency-model.ts";
import {
  formatCount,
  formatCounted,
  formatFigure,
  formatShare,
  formatSignedPercent,
} from "../report/format.ts";
import { type Column, textTable } from "../report/text-table.ts";
import { waterfallBars } from "./bars.ts";
import type { StepExplanation, StepTrial } from "./explain-step.ts";
import { impossibleLines, trialName } from "./request-text.ts";

const BAR_WIDTH = 40;
const LAUNCHES = {
  [LAUNCH.eager]: "launched kernel by kernel",
  [LAUNCH.piecewiseGraph]: "as a piecewise CUDA graph",
  [LAUNCH.fullGraph]: "as one CUDA graph",
} as const;

const left = (heading: string): Column => ({ heading, align: "left" });
const right = (heading: string): Column => ({ heading, align: "right" });

/** What a step held, what it cost, what bounds it, and what would shorten it. Ends with a newline. */
export function stepExplanationText(explanation: StepExplanation, server: ServerConfig): string {
  const { step, alone } = explanation;
  const { price } = step;
  const lines = [
    ...contents(explanation),
    "",
    ...partTable(price),
    "",
    `Where the price comes from: ${provenance(price)}.`,
    ...boundLines(explanation, server),
    ...(alone === undefined
      ? []
      : [
          `Without its prompt chunks it would take ${formatFigure(alone.decodesMs)} ms, without its decodes ${formatFigure(alone.prefillsMs)} ms.`,
        ]),
    ...trialLines(explanation),
  ];
  return `${lines.join("\n")}\n`;
}

function contents({ step }: StepExplanation): string[] {
  const { shape, replica, startNs, endNs, running, waiting } = step;
  const tokens = shape.decodes + shape.prefillTokens;
  const chunks = Array.from(
    { length: Math.min(shape.chunks, 4) },
    (_, i) => `${formatCount(shape.chunkTokens[i]!)} after ${formatCount(shape.chunkContext[i]!)}`,
  );
  const more = shape.chunks > chunks.length ? `, and ${shape.chunks - chunks.length} more` : "";
  const held = [
    ...(shape.decodes > 0
      ? [
          `${formatCounted(shape.decodes, "decode")} over ${formatCount(shape.decodeContext)} tokens of context`,
        ]
      : []),
    ...(shape.chunks > 0
      ? [
          `${formatCounted(shape.chunks, "prompt chunk")} (new tokens after computed ones: ${chunks.join(", ")}${more})`,
        ]
      : []),
  ];
  const padded = shape.batchTokens === tokens ? "" : ` padded to ${formatCount(shape.batchTokens)}`;
  return [
    `Step ${step.step} of replica ${replica}, from ${formatFigure(startNs / 1e9)} s to ${formatFigure(endNs / 1e9)} s, takes ${formatFigure(step.price.totalNs / 1e6)} ms.`,
    `It holds ${held.join(" and ")}: ${formatCounted(tokens, "token")}${padded}, ${LAUNCHES[shape.launch]}. ${formatCounted(running, "request")} ${running === 1 ? "runs" : "run"}, ${formatCount(waiting)} ${waiting === 1 ? "waits" : "wait"}.`,
  ];
}

function partTable(price: StepPrice): string[] {
  const shown = STEP_PARTS.filter((part) => price[`${part}Ns`] > 0);
  const bars = waterfallBars(
    shown.map((part) => price[`${part}Ns`]),
    BAR_WIDTH,
  );
  const rows = shown.map((part, i) => {
    const ns = price[`${part}Ns`];
    return [
      part === "allReduce" ? "all-reduce" : part,
      formatFigure(ns / 1e6),
      formatShare(ns / price.totalNs),
      bars[i]!,
    ];
  });
  return textTable(
    [left("part"), right("ms"), right("share"), left("")],
    [...rows, ["sum", formatFigure(price.totalNs / 1e6), "100.0 %"]],
  );
}

function provenance(price: StepPrice): string {
  return PROVENANCE.filter((origin) => price[`${origin}Ns`] > 0)
    .map((origin) => `${formatShare(price[`${origin}Ns`] / price.totalNs)} ${origin}`)
    .join(", ");
}

/** The least time that the data sheet allows; nothing where it is not known. */
function boundLines({ step, work }: StepExplanation, { gpu, model, tp }: ServerConfig): string[] {
  const { device } = gpu;
  if (device === undefined) return [];
  const tflops = tp * ((model.weightDtype === "fp8" ? device.fp8TFlops : undefined) ?? device.bf16TFlops);
  const computeMs = work.flops / tflops / 1e9;
  const memoryMs = work.bytes / (tp * device.memoryTBs) / 1e9;
  const leastMs = Math.max(computeMs, memoryMs);
  const reached = leastMs / (step.price.totalNs / 1e6);
  return [
    `At the peaks of ${tp === 1 ? gpu.name : `${tp} ${gpu.name}`} it computes for ${formatFigure(computeMs)} ms (${formatFigure(work.flops / 1e12)} TFLOP at ${formatFigure(tflops)} TFLOP/s) ` +
      `and reads and writes for ${formatFigure(memoryMs)} ms (${formatFigure(work.bytes / 1e9)} GB at ${formatFigure(tp * device.memoryTBs)} TB/s): ` +
      `${computeMs > memoryMs ? "compute" : "memory"} is its limit, and it takes ${formatFigure(1 / reached)} times that.`,
  ];
}

function trialLines({ step, trials }: StepExplanation): string[] {
  if (trials.length === 0) return [];
  const before = step.price.totalNs / 1e6;
  const possible = trials.filter((trial) => !("impossible" in trial)) as PossibleTrial[];
  const rows = possible
    .toSorted((a, b) => a.ms - b.ms)
    .map((trial) => {
      const percent = formatSignedPercent((trial.ms / before - 1) * 100);
      return [trialName(trial), `${formatFigure(before)} -> ${formatFigure(trial.ms)} (${percent} %)`];
    });
  return [
    ...["", "What would shorten it, the same step priced with one setting changed:"],
    ...(rows.length > 0 ? textTable([left("one setting changed"), left("this step (ms)")], rows) : []),
    ...impossibleLines(trials),
  ];
}

type PossibleTrial = Exclude<StepTrial, { readonly impossible: string }>;
