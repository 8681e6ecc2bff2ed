import type { WorkloadRequest } from "../config/workload-request.ts";
import { UserError } from "../errors.ts";
import { generateWorkload } from "../workload/generate.ts";
import { loadTrace } from "../workload/load-trace.ts";
import type { Workload } from "../workload/workload.ts";
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

/** The engine counts whole nanoseconds in float64, exact up to 2^53 of them. */
function checkDuration({ requests, description }: Workload): void {
  const last = requests.arrivalNs.reduce((latest, ns) => Math.max(latest, ns), 0);
  if (last <= Number.MAX_SAFE_INTEGER / 2) return;
  throw new UserError({
    field: description,
    message: `lasts ${(last / 86_400e9).toFixed(0)} days, and the engine's clock holds 52`,
    remedy: "Raise the rate, or shorten the trace",
  });
}
