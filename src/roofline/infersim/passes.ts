import type { InferSimKernels } from "./kernels.ts";
import type { Phase } from "./mfu-source.ts";

/** InferSim adds these to every pass, whatever the model: milliseconds. */
export const PREFILL_CONSTANT_MS = 30;
export const DECODE_CONSTANT_MS = 5;

/** What InferSim prints for one pass: one layer's parts in microseconds, and TTFT or TPOT in milliseconds. */
export interface InferSimPass {
  readonly attnCoreUs: number;
  readonly attnOtherUs: number;
  readonly ffnUs: number;
  readonly commUs: number;
  readonly totalMs: number;
}

/** Prefill of `batch` prompts of `len` tokens, or one decode step of `batch` sequences at KV length `len`. */
export function inferSimPass(
  kernels: InferSimKernels,
  layers: number,
  phase: Phase,
  batch: number,
  len: number,
): InferSimPass {
  const core = { us: 0, provenance: 0 };
  const m = phase === "prefill" ? batch * len : batch;
  if (phase === "prefill") kernels.prefillAttention(len, 0, core);
  else kernels.decodeAttention(batch, len, core);
  const attnCoreUs = phase === "prefill" ? core.us * batch : core.us;
  const attnOtherUs = sum(kernels.projections(m));
  const ffnUs = sum(kernels.feedForward(phase, m));
  const commUs = kernels.communicationUs(m);
  const constantMs = phase === "prefill" ? PREFILL_CONSTANT_MS : DECODE_CONSTANT_MS;
  const totalMs = ((attnCoreUs + attnOtherUs + ffnUs + commUs) * layers) / 1000 + constantMs;
  return { attnCoreUs, attnOtherUs, ffnUs, commUs, totalMs };
}

function sum(parts: readonly { readonly us: number }[]): number {
  return parts.reduce((total, { us }) => total + us, 0);
}
