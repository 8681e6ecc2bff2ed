import { basename } from "node:path";
import type { RequestTable } from "../engine/request-table.ts";
import { burstinessOf, meanRate } from "./arrivals.ts";
import { fail } from "./check.ts";
import { growingContextBlocks, samePromptBlocks } from "./prompt-identity.ts";
import type { RowSink } from "./row-sink.ts";
import type { ArrivalSpec, TraceOptions } from "./spec.ts";
import { ALL_AT_ONCE, drawArrivals, shiftAndScale, tellUnusedRate } from "./trace-arrivals.ts";
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
