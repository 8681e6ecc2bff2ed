import type { ServerConfig } from "../config/server-config.ts";
import type { StepRequest } from "../config/step-request.ts";
import { GraphPadding } from "../engine/graph-padding.ts";
import { StepPrice, StepShape } from "../engine/latency-model.ts";
import { UserError } from "../errors.ts";
import { latencyModelOf } from "./prepare.ts";
import type { LatencyModelOf } from "./prepare-with.ts";

/** One engine step and its price. */
export interface PricedStep {
  readonly price: StepPrice;
  /** What the user should know of the latency model: sentences. */
  readonly notes: readonly string[];
}

/**
 * Prices one step of a server. Every chunk is taken to end its prompt, so that it samples a token.
 * @throws UserError when the server would never run such a step
 */
export function priceStep(
  server: ServerConfig,
  request: StepRequest,
  modelOf: LatencyModelOf = latencyModelOf,
): PricedStep {
  const shape = stepShape(request);
  const { maxNumBatchedTokens, maxNumSeqs } = server.engine;
  checkBudget("--max-num-batched-tokens", "tokens", shape.prefillTokens + shape.decodes, maxNumBatchedTokens);
  checkBudget("--max-num-seqs", "requests", shape.chunks + shape.decodes, maxNumSeqs);
  new GraphPadding({ ...server.engine, kvBlocks: 0 }).apply(shape, shape.prefillTokens + shape.decodes);
  const notes: string[] = [];
  const price = new StepPrice();
  modelOf(server, (sentence) => notes.push(sentence)).price(shape, price);
  return { price, notes };
}

function stepShape({ chunks, decodes }: StepRequest): StepShape {
  const shape = new StepShape();
  for (const { tokens, context } of chunks) shape.addChunk(tokens, context);
  for (const { count, context } of decodes) {
    shape.decodes += count;
    shape.decodeContext += count * context;
  }
  shape.logits = shape.chunks + shape.decodes;
  return shape;
}

function checkBudget(field: string, unit: string, needed: number, budget: number): void {
  if (needed <= budget) return;
  throw new UserError({ field, message: `allows ${budget} ${unit} in a step, and this one has ${needed}` });
}
