import type { StepPrice } from "../engine/latency-model.ts";

export interface StepJson {
  readonly totalUs: number;
  readonly gemmUs: number;
  readonly attentionUs: number;
  readonly allReduceUs: number;
  readonly headUs: number;
  readonly elementwiseUs: number;
  readonly hostUs: number;
  /** Fractions of `totalUs` by where the price came from; they sum to 1. */
  readonly provenance: {
    readonly measured: number;
    readonly interpolated: number;
    readonly extrapolated: number;
    readonly modelled: number;
  };
}

export function stepJson(_price: StepPrice): StepJson {
  throw new Error("stepJson: not yet");
}

export function stepText(_price: StepPrice): string {
  throw new Error("stepText: not yet");
}

export function stepCsv(_price: StepPrice): string {
  throw new Error("stepCsv: not yet");
}
