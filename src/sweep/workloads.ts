import type { WorkloadRequest } from "../config/workload-request.ts";
import { UserError } from "../errors.ts";
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
