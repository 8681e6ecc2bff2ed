import type { Chip } from "../roofline/kernels/constants.ts";

/**
 * The roofline of textbooks and spreadsheets, to compare with: a fixed share of the compute peak in prefill, another
 * in decode, and a fixed share of the bandwidth. Nothing below that, no launch, no tile. The shares are the H100's in
 * the calibrated roofline's hardware file: mfuPrefill, mfuDecode and BwEffConstant.
 */
const TEXTBOOK = { mfuPrefill: 0.65, mfuDecode: 0.12, bandwidth: 0.72 } as const;

/** Microseconds of so many FLOPs and bytes. */
export function textbookUs(
  phase: "prefill" | "decode",
  flops: number,
  bytes: number,
  chip: Chip,
  dtype: "bf16" | "fp8" = "bf16",
): number {
  const peak = dtype === "fp8" ? chip.fp8FlopsPerS : chip.bf16FlopsPerS;
  const mfu = phase === "prefill" ? TEXTBOOK.mfuPrefill : TEXTBOOK.mfuDecode;
  const computeUs = (flops / (peak * mfu)) * 1e6;
  return Math.max(computeUs, (bytes / (chip.memoryBytesPerS * TEXTBOOK.bandwidth)) * 1e6);
}

/** A ring all-reduce at the same share of the links: every rank sends 2 (n - 1) / n of the message. */
export function textbookAllReduceUs(ranks: number, bytes: number, chip: Chip): number {
  const sent = (2 * (ranks - 1) * bytes) / ranks;
  return (sent / (chip.nvlinkBytesPerS * TEXTBOOK.bandwidth)) * 1e6;
}
