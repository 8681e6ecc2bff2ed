import type { ColumnMap, TimeUnit, TraceFormat, TraceOptions } from "../spec.ts";

/** Where a format keeps what: names of CSV columns or JSON keys. */
export interface TraceLayout {
  readonly format: TraceFormat;
  /** Undefined where the trace carries lengths only. */
  readonly arrival: string | undefined;
  /** Whether a file without the arrival column is one of lengths only, not a broken one. */
  readonly arrivalOptional?: boolean;
  /** `auto`: a date where the first value is one, else a number in the unit its name ends in, else seconds. */
  readonly time: TimeUnit | "datetime" | "auto";
  readonly prompt: string;
  readonly output: string;
  readonly promptId?: string | undefined;
  readonly session?: string | undefined;
  /** Where sessions are told by chains instead: a turn's own name, and that of the turn before it. */
  readonly chain?: { readonly turn: string; readonly before: string };
  readonly priority?: string | undefined;
  readonly hashIds?: string | undefined;
  /** Why a row without output tokens is left out; undefined = it is an error. */
  readonly noOutputMeans?: string;
}

/** The layout with the user's own names laid over it. */
export function withColumns(
  layout: TraceLayout,
  columns: ColumnMap,
  timeUnit: TimeUnit | undefined,
): TraceLayout {
  return {
    ...layout,
    arrival: columns.arrival ?? layout.arrival,
    time: timeUnit ?? (columns.arrival === undefined ? layout.time : "auto"),
    prompt: columns.prompt ?? layout.prompt,
    output: columns.output ?? layout.output,
    promptId: columns.prompt_id ?? layout.promptId,
    session: columns.session ?? layout.session,
    priority: columns.priority ?? layout.priority,
    hashIds: columns.hash_ids ?? layout.hashIds,
  };
}

/** What vLLM's `--timed-trace-label-*` say, in the words of `--columns`. */
export function labelColumns({ labels, columns }: TraceOptions): ColumnMap {
  return {
    arrival: columns?.arrival ?? labels?.timestamp,
    prompt: columns?.prompt ?? labels?.inputLength,
    output: columns?.output ?? labels?.outputLength,
    prompt_id: columns?.prompt_id,
    session: columns?.session,
    priority: columns?.priority,
    hash_ids: columns?.hash_ids ?? labels?.hashIds,
  };
}

/** The unit that ends a column's name: `arrival_ms`, `arrivalNs`, `time (s)`. */
export function unitOfName(name: string): TimeUnit | undefined {
  const match = /(?:_|\b|[a-z](?=[A-Z]))(ns|us|ms|s|sec|seconds|Ns|Us|Ms|S)\)?$/.exec(name);
  const unit = match?.[1]?.toLowerCase();
  return unit === "sec" || unit === "seconds" ? "s" : (unit as TimeUnit | undefined);
}

/** Lets go of an arrival column that the file may lack and does lack. */
export function fitToFile(layout: TraceLayout, names: readonly string[]): TraceLayout {
  const lacks = layout.arrivalOptional && layout.arrival !== undefined && !names.includes(layout.arrival);
  return lacks ? { ...layout, arrival: undefined } : layout;
}
