import type { ErrorBars } from "../report/error-bars.ts";
import type { RunReport } from "../report/run-report.ts";
import type { RequestLatencies } from "./latencies.ts";

/** What a simulation leaves behind. */
export interface Run extends RunReport {
  /** By request, in arrival order; `result` and `requests` have everything else that is known of each. */
  readonly latencies: RequestLatencies;
  /** What the command line would say on stderr: odd parameters, unknown errors, rows left out. */
  readonly notes: readonly string[];
  /** How far the figures may be off: simulates twice more, with every step faster and slower by its one-sigma error. */
  readonly errorBars: () => ErrorBars;
}
