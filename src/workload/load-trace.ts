import type { TraceOptions } from "./spec.ts";
import type { Workload } from "./workload.ts";

/** Reads a trace of any known format, plain or gzipped. */
export async function loadTrace(_file: string, _options: TraceOptions = {}): Promise<Workload> {
  throw new Error("loadTrace: wired by the readers");
}
