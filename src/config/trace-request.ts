import { UserError } from "../errors.ts";
import {
  type ArrivalSpec,
  COLUMN_ROLES,
  type ColumnMap,
  type ColumnRole,
  type TraceOptions,
} from "../workload/spec.ts";
import { knownNames } from "./did-you-mean.ts";
import type { FlagValues } from "./flags.ts";

/** How to read a trace, from its flags. `arrivals` is for traces that hold lengths only. */
export function traceOptions(values: FlagValues, arrivals: ArrivalSpec | undefined): TraceOptions {
  const { start, end } = values;
  if (start !== undefined && end !== undefined && start >= end) {
    throw new UserError({ field: "--start", message: `must be before --end ${end}`, got: start });
  }
  return {
    format: values["trace-format"],
    run: values["trace-run"],
    columns: values.columns && columnMap(values.columns),
    timeUnit: values["time-unit"],
    timeScale: values["time-scale"],
    rateScale: values["rate-scale"],
    limit: values.limit,
    startS: start,
    endS: end,
    maxModelLen: values["drop-longer"],
    keepOffset: values["keep-offset"],
    sortArrivals: values["sort-arrivals"],
    dropEmpty: values["drop-empty"],
    chunkHashSize: values["timed-trace-chunk-hash-size"],
    secMultiplier: values["timed-trace-sec-multiplier"],
    labels: {
      timestamp: values["timed-trace-label-timestamp"],
      inputLength: values["timed-trace-label-input-length"],
      outputLength: values["timed-trace-label-output-length"],
      hashIds: values["timed-trace-label-hash-ids"],
    },
    arrivals,
    seed: values.seed,
    kvBlockSize: values["block-size"],
  };
}

function columnMap(pairs: readonly string[]): ColumnMap {
  const columns: Partial<Record<ColumnRole, string>> = {};
  for (const pair of pairs) {
    const at = pair.indexOf("=");
    const role = pair.slice(0, at).trim();
    const name = pair.slice(at + 1).trim();
    if (at < 1 || name === "") {
      throw new UserError({ field: "--columns", message: "must be ROLE=NAME pairs", got: pair });
    }
    if (!(COLUMN_ROLES as readonly string[]).includes(role)) {
      throw new UserError({
        field: "--columns",
        message: "names no known role",
        got: role,
        remedy: knownNames(role, COLUMN_ROLES),
      });
    }
    columns[role as ColumnRole] = name;
  }
  return columns;
}
