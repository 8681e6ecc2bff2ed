import type { Gpu } from "../roofline/hardware.ts";

/** Measured times of one kind, and what predicts them for a GPU. */
export interface MeasurementSet {
  readonly file: string;
  /** `kernel times`, `step times`, `latencies of requests`. */
  readonly what: string;
  readonly observations: readonly Observation[];
  /** Predictions in the order of the observations, in their units. */
  readonly predict: (gpu: Gpu) => ArrayLike<number>;
  readonly notes: readonly string[];
}

interface Observation {
  readonly measured: number;
  /** Observations of one group are held out together. */
  readonly group: string;
}

/** One parameter of a GPU that may be fitted. */
export interface FitParameter {
  readonly name: string;
  readonly unit: string;
  /** Physical bounds. */
  readonly low: number;
  readonly high: number;
  readonly meaning: string;
  readonly get: (gpu: Gpu) => number;
  readonly set: (gpu: Gpu, value: number) => Gpu;
}
