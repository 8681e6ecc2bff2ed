import type { RequestTable } from "../../engine/request-table.ts";
import { requestsOfTruth } from "../../metrics/truth/replay.ts";
import type { Truth } from "../../metrics/truth/truth.ts";
import { arrivalTimesNs } from "../../workload/arrivals.ts";
import { randomStream } from "../../workload/rng.ts";
import type { Workload } from "../../workload/workload.ts";

export interface TruthWorkload {
  readonly workload: Workload;
  /** How the arrivals came about, in a sentence. */
  readonly note: string;
}

/**
 * The requests of a measured run, to be simulated row by row. They arrive when they were sent; with a limit on requests in flight,
 * or where the file does not say when, they are sent as the tool would have.
 * @param maxConcurrency asked for by the user: the closed loop is run instead of the recorded times
 * @throws UserError when the file holds no single requests, or not their lengths
 */
export function workloadOfTruth(
  truth: Truth,
  seed: number,
  maxConcurrency: number | undefined,
): TruthWorkload {
  const { requests } = truth;
  const recorded = requests?.arrivalMs.every((ms) => ms >= 0) ?? false;
  const rate = truth.requestRate ?? Number.POSITIVE_INFINITY;
  const limit = maxConcurrency ?? (recorded ? undefined : truth.maxConcurrency);
  const asRecorded = recorded && limit === undefined;
  const table = asRecorded || requests === undefined ? requestsOfTruth(truth) : redrawn(truth, rate, seed);
  const text = Number.isFinite(rate) ? `at ${rate} requests/s` : "all at once";
  const inFlight = limit === undefined ? "" : `, at most ${limit} in flight`;
  return {
    note: asRecorded
      ? `${table.count} requests arrive when they were sent`
      : `${table.count} requests arrive ${text}${inFlight}${recorded ? "" : ": the file does not say when they were sent"}`,
    workload: {
      requests: table,
      description: `${truth.tool} ${truth.file}, ${table.count} requests`,
      requestRate: asRecorded ? Number.NaN : rate,
      burstiness: Number.NaN,
      dropped: [],
      ...(limit === undefined ? {} : { maxConcurrency: limit }),
    },
  };
}

/** The same lengths in the same order, at times drawn anew. */
function redrawn(truth: Truth, requestRate: number, seed: number): RequestTable {
  const { count } = truth.requests!;
  const placed = { ...truth.requests!, arrivalMs: new Float64Array(count) };
  const table = requestsOfTruth({ ...truth, requests: placed });
  return { ...table, arrivalNs: arrivalTimesNs({ requestRate }, count, randomStream(seed, "arrivals")) };
}
