import { fail } from "../../check.ts";
import type { RowSink } from "../../row-sink.ts";
import type { ArrivalSpec } from "../../spec.ts";
import { wholeTokens } from "../row-values.ts";
import { MeasuredRows } from "./measured-rows.ts";

export interface VllmBenchFacts {
  readonly originNs: number;
  /** How the run drew its arrivals, where it did not record them. */
  readonly arrivals?: ArrivalSpec;
  readonly maxConcurrency?: number;
}

/**
 * The result of `vllm bench serve --save-result --save-detailed` as a workload. Versions that save no `start_times` leave the
 * arrivals to be drawn again at the run's own rate.
 */
export function readVllmBench(document: unknown, sink: RowSink): VllmBenchFacts {
  const where = { file: sink.file };
  if (typeof document !== "object" || document === null) fail({ where, message: "must be a JSON object" });
  const run = document as Record<string, unknown>;
  const inputs = listAt(run, "input_lens", sink);
  const outputs = listAt(run, "output_lens", sink);
  if (!inputs || !outputs) {
    const remedy = "Run vllm bench serve with --save-detailed";
    fail({
      where,
      message: "is a summary: it has no input_lens and output_lens of the single requests",
      remedy,
    });
  }
  const errors = listAt(run, "errors", sink) ?? [];
  const starts = listAt(run, "start_times", sink);
  for (const [name, list] of Object.entries({ output_lens: outputs, start_times: starts })) {
    if (!list || list.length === inputs.length) continue;
    fail({ where, field: name, message: `has ${list.length} entries where input_lens has ${inputs.length}` });
  }
  sink.lengthsOnly = !starts;
  const rows = new MeasuredRows(sink);
  for (const [i, input] of inputs.entries()) {
    const entry = `[${i}]`;
    if (errors[i]) sink.drop("failed in the measured run");
    else {
      const prompt = wholeTokens(input, where, `input_lens${entry}`);
      if (!rows.add(starts?.[i], prompt, wholeTokens(outputs[i], where, `output_lens${entry}`), 1)) break;
    }
  }
  return { originNs: rows.originNs, ...(starts ? {} : ownArrivals(run)) };
}

/** `request_rate` is a number or "inf"; `max_concurrency` a number or null. */
function ownArrivals(run: Record<string, unknown>): Partial<VllmBenchFacts> {
  const { request_rate: rate, burstiness, max_concurrency: concurrency } = run;
  const requestRate = rate === "inf" ? Infinity : rate;
  return {
    ...(typeof requestRate === "number" && {
      arrivals: { requestRate, burstiness: typeof burstiness === "number" ? burstiness : 1 },
    }),
    ...(typeof concurrency === "number" && { maxConcurrency: concurrency }),
  };
}

function listAt(run: Record<string, unknown>, key: string, { file }: RowSink): unknown[] | undefined {
  const value = run[key];
  if (value === undefined || value === null) return undefined;
  if (!Array.isArray(value)) fail({ where: { file }, field: key, got: value, message: "must be a list" });
  return value;
}
