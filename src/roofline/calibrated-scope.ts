import { UserError } from "../errors.ts";
import type { ModelShape } from "./model-shape.ts";

/** Refuses, in one sentence, the models that v1's formulas do not describe. */
export function refuseUnpriced(model: ModelShape): void {
  const { name, heads, headDim, hidden } = model;
  const why =
    model.moe !== undefined
      ? `${name} is a mixture of experts`
      : model.mla !== undefined
        ? `${name} has latent attention (MLA)`
        : model.weightDtype !== "bf16"
          ? `${name} has FP8 weights`
          : model.kvDtype !== "bf16"
            ? `${name} has an FP8 KV cache`
            : heads * headDim !== hidden
              ? `${name} has heads of ${heads} x ${headDim}, not its hidden size ${hidden}`
              : undefined;
  if (why === undefined) return;
  throw new UserError({
    field: "--latency-model calibrated",
    message: `prices dense bf16 models with heads x head_dim = hidden size only, and ${why}`,
    remedy: "Use --latency-model mfu",
  });
}
