import { type BatchLimits, clampBatchLimits, defaultBatchLimits } from "../engine/presets.ts";
import { UserError } from "../errors.ts";
import type { Gpu } from "../roofline/hardware.ts";
import type { FlagValues } from "./flags.ts";

/**
 * Token and sequence budgets of a step: those given, else vLLM's for the GPU, fitted to each other as vLLM does.
 * @throws UserError where vLLM would refuse to start
 */
export function batchLimits(values: FlagValues, gpu: Gpu): BatchLimits {
  const tokens = values["max-num-batched-tokens"];
  const seqs = values["max-num-seqs"];
  const maxModelLen = values["max-model-len"]!;
  const whole = values["enable-chunked-prefill"] === false;
  if (tokens !== undefined && seqs !== undefined && seqs > tokens) {
    throw new UserError({
      field: "--max-num-seqs",
      message: `must not be above --max-num-batched-tokens ${tokens}`,
      got: seqs,
    });
  }
  if (whole && tokens !== undefined && tokens < maxModelLen) {
    throw new UserError({
      field: "--max-num-batched-tokens",
      message: `must be at least --max-model-len ${maxModelLen} without chunked prefill`,
      got: tokens,
      remedy: "Lower --max-model-len, or leave chunked prefill on",
    });
  }
  const defaults = tokens !== undefined && seqs !== undefined ? undefined : defaultsFor(gpu);
  const wanted = {
    maxNumBatchedTokens:
      tokens ?? Math.max(defaults!.maxNumBatchedTokens, whole ? maxModelLen : 0, seqs ?? 0),
    maxNumSeqs: seqs ?? defaults!.maxNumSeqs,
  };
  const clamped = clampBatchLimits(wanted, maxModelLen);
  return {
    maxNumBatchedTokens: tokens ?? clamped.maxNumBatchedTokens,
    maxNumSeqs: seqs ?? Math.min(clamped.maxNumSeqs, wanted.maxNumBatchedTokens),
  };
}

function defaultsFor(gpu: Gpu): BatchLimits {
  if (gpu.device === undefined) {
    throw new UserError({
      field: "--gpu",
      message: "has no device section in its hardware file, so vLLM's default batch limits are unknown",
      got: gpu.name,
      remedy: "Give --max-num-batched-tokens and --max-num-seqs",
    });
  }
  return defaultBatchLimits(gpu.device.memoryGiB, gpu.name.startsWith("A100"), "server");
}
