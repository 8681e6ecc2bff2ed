import type { RequestTable } from "../engine/request-table.ts";
import { type Problem, UserError } from "../errors.ts";
import type { Workload } from "../workload/workload.ts";

/** One request of a workload that a program makes itself. */
export interface RequestRow {
  /** When it is sent, milliseconds from the start; not before the row above it. */
  readonly arrivalMs: number;
  /** Prompt length, tokens, at least 1. */
  readonly promptTokens: number;
  /** Tokens to generate, at least 1. */
  readonly outputTokens: number;
  /** vLLM's priority: a lower value runs first. Only with `schedulingPolicy: "priority"`. Default 0. */
  readonly priority?: number;
}

/** Problems beyond this many are of no more help. */
const MOST_PROBLEMS = 10;
/** Token counts are kept in 32 bits. */
const MOST_TOKENS = 2 ** 31 - 1;

/**
 * Rows as the table that the engine reads; every prompt is distinct. Times are rounded to whole nanoseconds.
 * @throws UserError naming each row and field that is no request
 */
export function requestTable(rows: readonly RequestRow[]): RequestTable {
  checkRows(rows);
  const prioritised = rows.some(({ priority }) => priority !== undefined);
  return {
    count: rows.length,
    arrivalNs: Float64Array.from(rows, ({ arrivalMs }) => Math.round(arrivalMs * 1e6)),
    promptTokens: Int32Array.from(rows, ({ promptTokens }) => promptTokens),
    outputTokens: Int32Array.from(rows, ({ outputTokens }) => outputTokens),
    ...(prioritised && { priority: Int32Array.from(rows, ({ priority = 0 }) => priority) }),
  };
}

/** Requests that were given, as a workload. */
export function givenWorkload(requests: RequestTable | readonly RequestRow[]): Workload {
  const table = "count" in requests ? requests : requestTable(requests);
  return {
    requests: table,
    description: `${table.count} given requests`,
    requestRate: Number.NaN,
    burstiness: Number.NaN,
    dropped: [],
  };
}

function checkRows(rows: readonly RequestRow[]): void {
  if (rows.length === 0) throw new UserError({ field: "requests", message: "holds no request" });
  const problems: Problem[] = [];
  let last = 0;
  for (const [index, { arrivalMs, promptTokens, outputTokens, priority = 0 }] of rows.entries()) {
    const wrong = (field: keyof RequestRow, message: string, got: unknown) =>
      problems.push({ field: `requests[${index}].${field}`, message, got });
    if (!(arrivalMs >= 0 && Number.isFinite(arrivalMs))) {
      wrong("arrivalMs", "must be a time of 0 or more", arrivalMs);
    } else if (arrivalMs < last) {
      wrong("arrivalMs", `must not be before the row above it, at ${last}`, arrivalMs);
    } else last = arrivalMs;
    if (!isCount(promptTokens)) wrong("promptTokens", "must be a whole number of at least 1", promptTokens);
    if (!isCount(outputTokens)) wrong("outputTokens", "must be a whole number of at least 1", outputTokens);
    if (!(Number.isInteger(priority) && Math.abs(priority) <= MOST_TOKENS)) {
      wrong("priority", "must be a whole number", priority);
    }
    if (problems.length >= MOST_PROBLEMS) break;
  }
  if (problems.length > 0) throw new UserError(problems);
}

function isCount(value: number): boolean {
  return Number.isInteger(value) && value >= 1 && value <= MOST_TOKENS;
}
