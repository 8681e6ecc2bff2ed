import type { Gpu } from "../../roofline/hardware.ts";
import { constantsFor } from "../../roofline/kernels/constants.ts";
import { kvBytesPerToken } from "../../roofline/memory.ts";
import type { ModelShape } from "../../roofline/model-shape.ts";
import { parameterCount, weightBytes } from "../../roofline/parameters.ts";
import { textbookUs } from "../textbook.ts";

/** A server as a spreadsheet sees it: one request or one batch at a time, no queue, perfect tensor parallelism. */
export interface TextbookServer {
  /** Prefill of a prompt alone. */
  ttftMs(promptTokens: number): number;
  /** A decode step of so many requests of a mean context. */
  tpotMs(requests: number, context: number): number;
}

/** Undefined for a GPU whose peaks are not known. */
export function textbookServer(model: ModelShape, gpu: Gpu, tp: number): TextbookServer | undefined {
  const { name, device } = gpu;
  if (device === undefined) return undefined;
  const { chip } = constantsFor(name, device);
  const perToken = (2 * activeParameters(model)) / tp;
  const weights = weightBytes(model) / tp;
  const attention = (4 * model.layers * model.heads * model.headDim) / tp;
  const kv = kvBytesPerToken(model, tp);
  const dtype = model.weightDtype === "fp8" && chip.fp8FlopsPerS > 0 ? "fp8" : "bf16";
  return {
    ttftMs(tokens) {
      const flops = tokens * perToken + attention * tokens * (tokens / 2);
      return textbookUs("prefill", flops, weights + tokens * kv, chip, dtype) / 1000;
    },
    tpotMs(requests, context) {
      const flops = requests * (perToken + attention * context);
      return textbookUs("decode", flops, weights + requests * context * kv, chip, dtype) / 1000;
    },
  };
}

/** Parameters that one token is multiplied with: of a mixture's experts, those it is sent to. */
function activeParameters(model: ModelShape): number {
  const { attention, denseFfn, experts, router, head } = parameterCount(model);
  const { moe } = model;
  if (moe === undefined) return attention + denseFfn + head;
  const all = moe.experts * moe.expertIntermediate + moe.sharedIntermediate;
  const used = moe.topK * moe.expertIntermediate + moe.sharedIntermediate;
  return attention + denseFfn + head + router + (experts * used) / all;
}
