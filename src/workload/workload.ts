import type { RequestTable } from "../engine/request-table.ts";

/** A workload ready to simulate, with the account of how it came to be. */
export interface Workload {
  readonly requests: RequestTable;
  /** One line for people: `azure trace AzureLLMInferenceTrace_conv.csv, 19,366 requests over 3,501.7 s`. */
  readonly description: string;
  /** Offered rate for result.json: requests per second, Infinity = all at once; NaN for a trace. */
  readonly requestRate: number;
  /** Gamma shape for result.json; 1 = Poisson. NaN for a trace. */
  readonly burstiness: number;
  /** Rows that were left out and why; empty when none. Shown to the user, never silent. */
  readonly dropped: readonly { readonly reason: string; readonly count: number }[];
  /** What the user should know about the reading beyond drops: rows sorted, times rounded. Shown, never silent. */
  readonly notes?: readonly string[];
  /** Closed loop: requests in flight at most. Absent = open loop. */
  readonly maxConcurrency?: number;
}
