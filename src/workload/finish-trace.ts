import { basename } from "node:path";
import type { RequestTable } from "../engine/request-table.ts";
import { arrivalTimesNs, burstinessOf, meanRate } from "./arrivals.ts";
import { fail } from "./check.ts";
import { growingContextBlocks, samePromptBlocks } from "./prompt-identity.ts";
import { randomStream } from "./rng.ts";
import type { RowSink } from "./row-sink.ts";
import type { ArrivalSpec, TraceOptions } from "./spec.ts";
import type { Workload } from "./workload.ts";

/** What the reader found out beside the rows. */
export interface TraceFacts {
  /** `azure trace`. */
  readonly kind: string;
  /** From the file's own zero to the sink's, nanoseconds. */
  readonly originNs: number;
  /** Tokens per block id; 0 where the trace has none. */
  readonly blockTokens: number;
  /** How a measured run drew the arrivals that it did not record. */
  readonly arrivals?: ArrivalSpec;
  /** Closed loop of that run. */
  readonly maxConcurrency?: number;
}

/** Turns the collected rows into a workload: arrivals, prompt identity, and the account of what was left out. */
export function finishTrace(sink: RowSink, options: TraceOptions, facts: TraceFacts): Workload {
  sink.finish();
  const { builder, drops } = sink;
  if (builder.count === 0) failEmpty(sink);
  const arrivals = options.arrivals ?? facts.arrivals ?? (options.anySpan ? ALL_AT_ONCE : undefined);
  if (sink.lengthsOnly) drawArrivals(sink, options, arrivals);
  else {
    if (options.arrivals) tellUnusedRate(sink, options);
    shiftAndScale(sink, options, facts.originNs);
  }
  const table = builder.build(facts.blockTokens);
  const spanS = (table.arrivalNs.at(-1)! - table.arrivalNs[0]!) / 1e9;
  const generated = sink.lengthsOnly ? arrivals : undefined;
  const { maxConcurrency } = facts;
  return {
    requests: withIdentity(table, sink, options),
    description: `${facts.kind} ${basename(sink.file)}, ${countOf(table.count, "request")} over ${countOf(Number(spanS.toFixed(1)), "s")}${maxConcurrency === undefined ? "" : `, at most ${maxConcurrency} in flight`}`,
    requestRate: generated ? meanRate(generated) : NaN,
    burstiness: generated ? burstinessOf(generated) : NaN,
    dropped: drops.list(),
    ...(maxConcurrency !== undefined && { maxConcurrency }),
    ...(sink.notes.length > 0 && { notes: sink.notes }),
  };
}

function failEmpty({ file, rows, drops }: RowSink): never {
  const where = { file };
  const why = drops.list().map(({ reason, count }) => `${count} ${reason}`);
  if (why.length > 0)
    fail({ where, message: `leaves no request: all rows were dropped (${why.join("; ")})` });
  fail({
    where,
    message: rows === 0 ? "has no rows, only a header" : "leaves no request: the window is empty",
  });
}

const ALL_AT_ONCE: ArrivalSpec = { requestRate: Infinity };

function tellUnusedRate({ file, notes }: RowSink, { arrivalsMustApply }: TraceOptions): void {
  const message = "has arrival times of its own, so a request rate, ramp-up or stages have no effect";
  const remedy = "Use --rate-scale or --time-scale";
  if (arrivalsMustApply) fail({ where: { file }, message, remedy });
  notes.push(`${basename(file)} ${message}`);
}

function drawArrivals(
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

function shiftAndScale({ file, builder, notes }: RowSink, options: TraceOptions, originNs: number): void {
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

function withIdentity(table: RequestTable, { builder, notes }: RowSink, options: TraceOptions): RequestTable {
  const { promptId, session } = builder.optional;
  if (table.promptBlocks) return table;
  const blockTokens = options.kvBlockSize ?? 16;
  if (promptId) return { ...table, promptBlocks: samePromptBlocks(table, promptId, blockTokens) };
  if (!session) return table;
  const { blocks, restarted } = growingContextBlocks(table, session, blockTokens);
  if (restarted > 0) {
    notes.push(`${restarted} turns have a shorter prompt than the turn before: taken as new contexts`);
  }
  return { ...table, promptBlocks: blocks };
}

/** `19,366 requests`. By hand: the first toLocaleString of a process takes 10 ms. */
function countOf(value: number, noun: string): string {
  const [whole, decimals] = String(value).split(".");
  const grouped = whole!.replace(/\B(?=(\d{3})+$)/g, ",");
  return `${grouped}${decimals ? `.${decimals}` : ""} ${noun}${value === 1 || noun === "s" ? "" : "s"}`;
}
