import { basename } from "node:path";
import { arrivalTimesNs } from "./arrivals.ts";
import { fail } from "./check.ts";
import { randomStream } from "./rng.ts";
import type { RowSink } from "./row-sink.ts";
import type { ArrivalSpec, TraceOptions } from "./spec.ts";

export const ALL_AT_ONCE: ArrivalSpec = { requestRate: Infinity };

/** Says that a rate has no effect on a trace that has arrival times; an error where it was asked for this run. */
export function tellUnusedRate({ file, notes }: RowSink, { arrivalsMustApply }: TraceOptions): void {
  const message = "has arrival times of its own, so a request rate, ramp-up or stages have no effect";
  const remedy = "Use --rate-scale or --time-scale";
  if (arrivalsMustApply) fail({ where: { file }, message, remedy });
  notes.push(`${basename(file)} ${message}`);
}

/** Gives requests that have only lengths their arrival times. */
export function drawArrivals(
  { file, builder, notes }: RowSink,
  options: TraceOptions,
  arrivals: ArrivalSpec | undefined,
): void {
  const { seed, startS, endS } = options;
  const where = { file };
  if (!arrivals) {
    fail({
      where,
      message: "carries lengths only, no arrival times",
      remedy: "Give --request-rate to generate them",
    });
  }
  if (startS !== undefined || endS !== undefined) {
    fail({
      where,
      message: "carries lengths only, so --start and --end have nothing to cut",
      remedy: "Use --limit",
    });
  }
  if (arrivals === ALL_AT_ONCE) notes.push("carries lengths only, no arrival times: taken as all at once");
  else if (!options.arrivals) {
    const { requestRate } = arrivals;
    const rate = requestRate === Infinity ? "all at once" : `at its ${requestRate} requests/s`;
    notes.push(`the run did not record arrival times: drawn again, ${rate}`);
  }
  const times = arrivalTimesNs(arrivals, builder.count, randomStream(seed ?? 0, "arrivals"));
  builder.arrivalNs.set(times);
}

/** Beyond this, whole nanoseconds are no longer exact in a float64: 104 days. */
const EXACT_NS = Number.MAX_SAFE_INTEGER;
const DAY_NS = 86_400e9;

/** Moves the arrival times of a file so that the run starts at 0, and stretches or squeezes them. */
export function shiftAndScale(
  { file, builder, notes }: RowSink,
  options: TraceOptions,
  originNs: number,
): void {
  const { arrivalNs, count } = builder;
  const factor = (options.timeScale ?? 1) / (options.rateScale ?? 1);
  const baseNs = options.keepOffset ? -originNs : arrivalNs[0]!;
  for (let row = 0; row < count; row++) {
    if (builder.isFollowUp(row)) arrivalNs[row] = 0;
    else
      arrivalNs[row] =
        factor === 1 ? arrivalNs[row]! - baseNs : Math.round((arrivalNs[row]! - baseNs) * factor);
  }
  const where = { file };
  if (arrivalNs[0]! < 0) {
    fail({
      where,
      message: "starts before time 0",
      got: arrivalNs[0]! / 1e9,
      remedy: "Leave --keep-offset out",
    });
  }
  if (options.keepOffset && arrivalNs[0]! > EXACT_NS) {
    const message = `starts ${Math.round(arrivalNs[0]! / DAY_NS)} days after its time 0, more than the 104 that simulated time holds`;
    fail({ where, message, remedy: "Leave --keep-offset out" });
  }
  const last = arrivalNs.subarray(0, count).reduce((most, ns) => Math.max(most, ns), 0);
  if (last <= EXACT_NS) return;
  if (options.anySpan) {
    notes.push("arrivals after 104 days are exact to 2 ns only");
    return;
  }
  fail({
    where,
    message: `spans ${Math.round(last / DAY_NS)} days, more than the 104 that simulated time holds`,
    remedy: "Cut it with --end or --limit, or compress it with --time-scale",
  });
}
