import type { WorkloadRequest } from "../config/workload-request.ts";
import { generateWorkload } from "../workload/generate.ts";
import { loadTrace } from "../workload/load-trace.ts";
import type { Workload } from "../workload/workload.ts";
import { checkDuration } from "./check-duration.ts";
import { Lru } from "./lru.ts";

/** Requests that are kept for further scenarios: about 300 MB. */
const KEPT_REQUESTS = 8_000_000;

/** Reads or makes workloads; scenarios that ask for the same one share it. */
export class Workloads {
  private readonly made = new Lru<Promise<Workload>>(KEPT_REQUESTS);

  get(request: WorkloadRequest): Promise<Workload> {
    const key = JSON.stringify(request, (_, value) => (value === Number.POSITIVE_INFINITY ? "inf" : value));
    const known = this.made.get(key);
    if (known) return known;
    const workload = build(request);
    this.made.set(key, workload, 0);
    return workload.then((built) => {
      this.made.set(key, workload, built.requests.count);
      return built;
    });
  }
}

async function build(request: WorkloadRequest): Promise<Workload> {
  const workload =
    request.kind === "trace"
      ? await loadTrace(request.file, request.options)
      : generateWorkload(request.spec, request.seed);
  checkDuration(workload);
  return workload;
}
