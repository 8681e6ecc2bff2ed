import type { WorkloadRequest } from "../config/workload-request.ts";
import { generateWorkload } from "../workload/generate.ts";
import { loadTrace } from "../workload/load-trace.ts";
import type { Workload } from "../workload/workload.ts";

/** Reads or makes workloads; scenarios that ask for the same one share it. */
export class Workloads {
  private readonly made = new Map<string, Promise<Workload>>();

  get(request: WorkloadRequest): Promise<Workload> {
    const key = JSON.stringify(request, (_, value) => (value === Number.POSITIVE_INFINITY ? "inf" : value));
    const known = this.made.get(key);
    if (known) return known;
    const workload = build(request);
    this.made.set(key, workload);
    return workload;
  }
}

async function build(request: WorkloadRequest): Promise<Workload> {
  if (request.kind === "trace") return loadTrace(request.file, request.options);
  return generateWorkload(request.spec, request.seed);
}
