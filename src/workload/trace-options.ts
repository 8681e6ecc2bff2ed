import { checkAtLeast, checkPositive, checkWhole, fail } from "./check.ts";
import { nearestHint } from "./nearest.ts";
import { TIME_UNITS, TRACE_FORMATS, type TraceOptions } from "./spec.ts";

/** Refuses option values that cannot be meant, in the words of the command line. */
export function checkTraceOptions(options: TraceOptions): void {
  const { format, timeUnit, startS, endS } = options;
  checkOneOf("--trace-format", format, TRACE_FORMATS);
  checkOneOf("--time-unit", timeUnit, TIME_UNITS);
  const positive = { "--time-scale": options.timeScale, "--rate-scale": options.rateScale };
  for (const [flag, value] of Object.entries(positive)) if (value !== undefined) checkPositive(flag, value);
  if (options.secMultiplier !== undefined)
    checkPositive("--timed-trace-sec-multiplier", options.secMultiplier);
  const whole = {
    "--limit": options.limit,
    "--trace-run": options.run,
    "--drop-longer": options.maxModelLen,
    "--timed-trace-chunk-hash-size": options.chunkHashSize,
    "--block-size": options.kvBlockSize,
  };
  for (const [flag, value] of Object.entries(whole)) if (value !== undefined) checkWhole(flag, value, 1);
  if (options.seed !== undefined) checkWhole("--seed", options.seed, 0, Number.MAX_SAFE_INTEGER);
  if (startS !== undefined) checkAtLeast("--start", startS, 0);
  if (endS !== undefined && !(endS > (startS ?? 0))) {
    fail({ field: "--end", got: endS, message: `must be after --start, ${startS ?? 0} s` });
  }
}

function checkOneOf(flag: string, value: string | undefined, known: readonly string[]): void {
  if (value === undefined || known.includes(value)) return;
  fail({ field: flag, got: value, message: "is not known", remedy: nearestHint(value, known) });
}
