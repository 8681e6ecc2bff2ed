import { resolveSettings, unknownVariables } from "../config/resolve.ts";
import { flagValues } from "../config/settings.ts";
import { unusedNotes, type WorkloadRequest, workloadRequest } from "../config/workload-request.ts";
import { generateWorkload } from "../workload/generate.ts";
import { loadTrace } from "../workload/load-trace.ts";
import type { Workload } from "../workload/workload.ts";
import { type Invocation, isOn } from "./command.ts";
import { note } from "./print.ts";

export interface ReadWorkload {
  readonly workload: Workload;
  /** Tokens per KV block, for prefix reuse. */
  readonly blockSize: number;
  /** For people: to stderr, unless `--quiet`. */
  readonly tell: (sentence: string) => void;
}

/**
 * The workload that flags and environment describe, read or made; notes on it are told.
 * @param file the trace; undefined: a workload that is made up
 */
export async function readWorkload(invocation: Invocation, file: string | undefined): Promise<ReadWorkload> {
  const tell = isOn(invocation, "quiet") ? () => {} : note;
  const flags = new Map(invocation.flags);
  if (file !== undefined) flags.set("workload", "trace").set("trace", file);
  for (const sentence of unknownVariables(process.env)) tell(sentence);
  const settings = resolveSettings({ flags, environment: process.env });
  for (const sentence of unusedNotes(settings)) tell(sentence);
  const workload = await workloadOf(workloadRequest(settings));
  for (const sentence of workload.notes ?? []) tell(sentence);
  for (const { reason, count } of workload.dropped) tell(`left out: ${count} (${reason})`);
  return { workload, blockSize: flagValues(settings)["block-size"]!, tell };
}

/** Nothing is simulated, so a trace may be longer than simulated time. */
async function workloadOf(request: WorkloadRequest): Promise<Workload> {
  return request.kind === "trace"
    ? loadTrace(request.file, { ...request.options, anySpan: true })
    : generateWorkload(request.spec, request.seed);
}
