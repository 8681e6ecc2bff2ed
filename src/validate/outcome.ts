import type { CsvFile } from "./csv-file.ts";

export const KINDS = ["kernels", "steps", "serving", "capacity", "calibrated", "infersim"] as const;
export type Kind = (typeof KINDS)[number];

/** One measured value beside its prediction. */
export interface Comparison {
  /** Index into the file's rows. */
  readonly row: number;
  readonly metric: string;
  readonly measured: number;
  readonly predicted: number;
  /** What the textbook roofline says; absent where it says nothing. */
  readonly baseline?: number;
  /** Groups that errors are told by: `{ regime: "memory", batch: "1-8" }`. */
  readonly groups: Readonly<Record<string, string>>;
  /** What was measured, in few words: for the list of the worst. */
  readonly label: string;
}

/** A row that no prediction was made for. */
export interface Skipped {
  readonly row: number;
  readonly reason: string;
}

/** What one file came to: every row is compared or skipped. */
export interface Outcome {
  readonly kind: Kind;
  /** The kernel, or the shape of the file where a kind has several: `closed loop`. */
  readonly op: string;
  readonly table: CsvFile;
  readonly unit: string;
  /** The metric whose figures stand for the file. */
  readonly primary: string;
  readonly comparisons: readonly Comparison[];
  readonly skipped: readonly Skipped[];
  /** For `--predictions`, by row: values by column name; undefined for skipped rows. */
  readonly predictions: readonly (Readonly<Record<string, number | string>> | undefined)[];
  /** Means over all rows, where the mean itself is a result: mean TTFT of a run. */
  readonly means?: readonly {
    readonly metric: string;
    readonly measured: number;
    readonly predicted: number;
  }[];
  /** What the reader should know, in sentences. */
  readonly notes: readonly string[];
}
