import { UserError } from "../../errors.ts";
import { DTYPE_BYTES, type MlaShape, type ModelShape } from "../model-shape.ts";

/** What InferSim's formulas know of one rank of a model. */
export interface InferSimRank {
  readonly layers: number;
  readonly hidden: number;
  readonly tp: number;
  /** h = nH // tp */
  readonly heads: number;
  /** g = nKV // tp */
  readonly kvHeads: number;
  readonly headDim: number;
  /** All heads: MLA's attention core is not divided by tp there. */
  readonly allHeads: number;
  /** F, of an expert in a mixture; and F // tp. */
  readonly intermediate: number;
  readonly rankIntermediate: number;
  /** 1 and 1 for dense models. */
  readonly experts: number;
  readonly topK: number;
  /** Width of all shared experts on this rank; 0 = none. */
  readonly sharedIntermediate: number;
  readonly isMoe: boolean;
  readonly mla?: MlaShape;
  /** GEMMs at the FP8 peak, weights of 1 byte. */
  readonly fp8: boolean;
  readonly weightBytes: number;
}

/** @throws UserError for a model that InferSim has no formula for */
export function inferSimRank(model: ModelShape, tp: number): InferSimRank {
  const { moe, mla } = model;
  refuse(model, tp);
  const intermediate = moe?.expertIntermediate ?? model.intermediate;
  return {
    layers: model.layers,
    hidden: model.hidden,
    tp,
    heads: Math.floor(model.heads / tp),
    kvHeads: Math.floor(model.kvHeads / tp),
    headDim: model.headDim,
    allHeads: model.heads,
    intermediate,
    rankIntermediate: Math.floor(intermediate / tp),
    experts: moe?.experts ?? 1,
    topK: moe?.topK ?? 1,
    sharedIntermediate: Math.floor((moe?.sharedIntermediate ?? 0) / tp),
    isMoe: moe !== undefined,
    ...(mla === undefined ? {} : { mla }),
    fp8: model.weightDtype === "fp8",
    weightBytes: DTYPE_BYTES[model.weightDtype],
  };
}

function refuse({ name, kvDtype, kvHeads, mla }: ModelShape, tp: number): void {
  const why =
    kvDtype !== "bf16"
      ? `its KV cache is bf16, and ${name} has FP8`
      : mla === undefined && kvHeads < tp
        ? `it divides KV heads by tp, and ${name} has ${kvHeads} for ${tp} ranks`
        : mla?.qLoraRank === 0
          ? `its latent attention has a low-rank query, and ${name} has none`
          : undefined;
  if (why === undefined) return;
  throw new UserError({
    field: "--latency-model infersim",
    message: `cannot price this model: ${why}`,
    remedy: "Use --latency-model mfu",
  });
}
