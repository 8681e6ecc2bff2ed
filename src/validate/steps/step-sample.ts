import { StepShape } from "../../engine/latency-model.ts";

/** One engine step whose time was measured. */
export interface StepSample {
  /** Line of its file. */
  readonly line: number;
  readonly chunks: readonly { readonly tokens: number; readonly context: number }[];
  readonly decodes: number;
  /** Sum over the decodes of the tokens cached before the step. */
  readonly decodeContext: number;
  readonly measuredUs: number;
  /** What it ran on, where the file says so. */
  readonly model?: string;
  readonly gpu?: string;
  readonly tp?: number;
}

/** The step for a latency model. Chunks are taken to end their prompts, so that each samples a token. */
export function shapeOfSample({
  chunks,
  decodes,
  decodeContext,
}: Pick<StepSample, "chunks" | "decodes" | "decodeContext">): StepShape {
  const shape = new StepShape();
  for (const { tokens, context } of chunks) shape.addChunk(tokens, context);
  shape.decodes = decodes;
  shape.decodeContext = decodeContext;
  shape.logits = chunks.length + decodes;
  shape.batchTokens = shape.prefillTokens + decodes;
  return shape;
}

export function stepKind({ chunks, decodes }: StepSample): "prefill" | "decode" | "mixed" {
  if (decodes === 0) return "prefill";
  return chunks.length === 0 ? "decode" : "mixed";
}

/** In few words. */
export function stepLabel({ model, tp, chunks, decodes, decodeContext }: StepSample): string {
  const server = [model, tp === undefined ? undefined : `tp ${tp}`].filter((word) => word !== undefined);
  const [first] = chunks;
  const prefill = first === undefined ? [] : [`${chunks.length} x ${first.tokens} after ${first.context}`];
  const decode = decodes === 0 ? [] : [`${decodes} decodes at ${Math.round(decodeContext / decodes)}`];
  return [...server, [...prefill, ...decode].join(" + ")].join(" ");
}
