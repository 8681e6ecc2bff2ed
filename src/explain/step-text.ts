import type { ServerConfig } from "../config/resolve-server.ts";
import { LAUNCH, PROVENANCE, STEP_PARTS, type StepPrice } from "../engine/latency-model.ts";
import { formatCount, formatCounted, formatFigure, formatShare } from "../report/format.ts";
import { left, right } from "../report/text-table.ts";
import { barTable } from "./bar-table.ts";
import type { StepExplanation } from "./explain-step.ts";
import { type Outcome, trialLines } from "./trial-text.ts";
import { wrapped } from "./wrap.ts";

const LAUNCHES = {
  [LAUNCH.eager]: "launched kernel by kernel",
  [LAUNCH.piecewiseGraph]: "as a piecewise CUDA graph",
  [LAUNCH.fullGraph]: "as one CUDA graph",
} as const;

/** What a step held, what it cost, what bounds it, and what would shorten it, for a terminal `width` wide. Ends with a newline. */
export function stepExplanationText(
  explanation: StepExplanation,
  server: ServerConfig,
  width: number,
): string {
  const { step, alone } = explanation;
  const { price } = step;
  const sentences = [
    `Where the price comes from: ${provenance(price)}.`,
    ...boundLines(explanation, server),
    ...(alone === undefined
      ? []
      : [
          `Without its prompt chunks it would take ${formatFigure(alone.decodesMs)} ms, without its decodes ${formatFigure(alone.prefillsMs)} ms.`,
        ]),
  ];
  const wrap = (texts: readonly string[]) => texts.flatMap((text) => wrapped(text, width));
  const lines = [
    ...wrap(contents(explanation)),
    "",
    ...partTable(price, width),
    "",
    ...wrap(sentences),
    ...trials(explanation, width),
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

function partTable(price: StepPrice, width: number): string[] {
  const shown = STEP_PARTS.filter((part) => price[`${part}Ns`] > 0);
  const rows = shown.map((part) => {
    const ns = price[`${part}Ns`];
    return [
      part === "allReduce" ? "all-reduce" : part,
      formatFigure(ns / 1e6),
      formatShare(ns / price.totalNs),
    ];
  });
  const values = shown.map((part) => price[`${part}Ns`]);
  const sum = ["sum", formatFigure(price.totalNs / 1e6), formatShare(1)];
  return barTable([left("part"), right("ms"), right("share")], rows, values, sum, width);
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

function trials({ step, trials: tried }: StepExplanation, width: number): string[] {
  const outcomes = tried.map(
    (one): Outcome<undefined> => ("impossible" in one ? one : { ...one, detail: undefined }),
  );
  const how = "the same step priced with one setting changed";
  const none = { columns: [], cells: () => [] };
  return trialLines("this step", how, step.price.totalNs / 1e6, outcomes, none, width);
}
