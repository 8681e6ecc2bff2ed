import type { RequestTable } from "../engine/request-table.ts";
import type { SimulationResult } from "../engine/result.ts";
import type { Saturation } from "../metrics/saturation.ts";
import type { Summary } from "../metrics/summary.ts";

/** One finished run with everything any of its reports needs. */
export interface RunReport {
  readonly requests: RequestTable;
  readonly result: SimulationResult;
  readonly summary: Summary;
  readonly saturation: Saturation;
  /** As the user named it. */
  readonly modelId: string;
  readonly label?: string;
  /** Requests a second; Infinity = all at once; NaN = a trace's own times. */
  readonly requestRate: number;
  /** Gamma shape; NaN for a trace. */
  readonly burstiness: number;
  readonly maxConcurrency?: number;
  readonly rampUp?: {
    readonly strategy: "linear" | "exponential";
    readonly startRps: number;
    readonly endRps: number;
  };
  /** KV blocks of the pool. */
  readonly kvBlocks: number;
  /** Rows of the input that were left out, and why. */
  readonly dropped: readonly { readonly reason: string; readonly count: number }[];
  /** The resolved configuration, as JSON that `--config` reads back. */
  readonly config: unknown;
  /** When the run began, and what it took; absent with `--reproducible`. */
  readonly clock?: { readonly date: Date; readonly wallSeconds: number; readonly engineSeconds: number };
}
