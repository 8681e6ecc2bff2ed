import { UserError } from "../errors.ts";
import type { Workload } from "../workload/workload.ts";

/** The engine counts whole nanoseconds in float64, exact up to 2^53 of them. */
export function checkDuration({ requests, description }: Workload): void {
  const last = requests.arrivalNs.reduce((latest, ns) => Math.max(latest, ns), 0);
  if (last <= Number.MAX_SAFE_INTEGER / 2) return;
  throw new UserError({
    field: description,
    message: `lasts ${(last / 86_400e9).toFixed(0)} days, and the engine's clock holds 52`,
    remedy: "Raise the rate, or shorten the trace",
  });
}
