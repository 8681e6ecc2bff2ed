import type { WorkloadRequest } from "../config/workload-request.ts";
import { UserError } from "../errors.ts";
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
  const workload = await (request.kind === "trace" ? read(request) : generate(request));
  checkDuration(workload);
  return workload;
}

// Readers and generators are loaded when they are needed: a run needs one of them.
async function read({ file, options }: WorkloadRequest & { kind: "trace" }): Promise<Workload> {
  const { loadTrace } = await import("../workload/load-trace.ts");
  return loadTrace(file, options);
}

async function generate({ spec, seed }: WorkloadRequest & { kind: "generated" }): Promise<Workload> {
  const { generateWorkload } = await import("../workload/generate.ts");
  return generateWorkload(spec, seed);
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
