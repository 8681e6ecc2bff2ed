import type { ServerConfig } from "../../config/resolve-server.ts";
import { GraphPadding } from "../../engine/graph-padding.ts";
import { PROVENANCE, StepPrice, type StepShape } from "../../engine/latency-model.ts";
import { latencyModelOf } from "../../sweep/prepare.ts";
import { bucketOf } from "../buckets.ts";
import type { Comparison, Outcome } from "../outcome.ts";
import { type TextbookServer, textbookServer } from "../serving/textbook-serving.ts";
import type { StepFile } from "./step-file.ts";
import { type StepSample, shapeOfSample, stepKind, stepLabel } from "./step-sample.ts";

/** The server of a model, a GPU and ranks; undefined takes what the flags say. */
export type ServerOf = (model?: string, gpu?: string, tp?: number) => ServerConfig;

/** Measured engine steps beside their prices. */
export function validateSteps(file: StepFile, serverOf: ServerOf): Outcome {
  const notes = new Set(file.notes);
  const pricers = new Map<ServerConfig, Pricer>();
  const comparisons: Comparison[] = [];
  const predictions = file.samples.map((sample, row) => {
    if (sample === undefined) return undefined;
    const server = serverOf(sample.model, sample.gpu, sample.tp);
    const pricer = pricers.get(server) ?? pricerOf(server, (note) => notes.add(note));
    pricers.set(server, pricer);
    const { us, provenance, baseline } = pricer(sample);
    const requests = sample.chunks.length + sample.decodes;
    comparisons.push({
      ...{ row, metric: "step", measured: sample.measuredUs, predicted: us },
      ...(baseline === undefined ? {} : { baseline }),
      groups: { kind: stepKind(sample), tp: String(server.tp), batch: bucketOf(requests, [1, 8, 64, 512]) },
      label: stepLabel(sample),
    });
    return { [file.measured.column]: us / file.measured.us, provenance };
  });
  const { op, table, skipped } = file;
  const rest = { comparisons, skipped, predictions, notes: [...notes] };
  return { kind: "steps", op, table, unit: "us", primary: "step", ...rest };
}

interface PricedSample {
  readonly us: number;
  readonly provenance: string;
  readonly baseline: number | undefined;
}

type Pricer = (sample: StepSample) => PricedSample;

function pricerOf(server: ServerConfig, onNote: (note: string) => void): Pricer {
  const model = latencyModelOf(server, onNote);
  const pad = paddingOf(server);
  const textbook = textbookServer(server.model, server.gpu, server.tp);
  const out = new StepPrice();
  return (sample) => {
    const shape = shapeOfSample(sample);
    pad(shape);
    model.price(shape, out);
    const shares = [out.measuredNs, out.interpolatedNs, out.extrapolatedNs, out.modelledNs];
    const provenance = PROVENANCE[shares.indexOf(Math.max(...shares))]!;
    return { us: out.totalNs / 1000, provenance, baseline: textbook && textbookUs(shape, textbook) };
  };
}

/** Pads a step as the server's CUDA graphs do. */
export function paddingOf({ engine }: ServerConfig): (shape: StepShape) => void {
  const padding = new GraphPadding({ ...engine, kvBlocks: 0 });
  return (shape) => padding.apply(shape, shape.prefillTokens + shape.decodes);
}

/** The longer of a prefill and a decode by the textbook, microseconds. */
function textbookUs(step: StepShape, textbook: TextbookServer): number {
  const prefill = step.prefillTokens === 0 ? 0 : textbook.ttftMs(step.prefillTokens);
  const decode = step.decodes === 0 ? 0 : textbook.tpotMs(step.decodes, step.decodeContext / step.decodes);
  return 1000 * Math.max(prefill, decode);
}
