import type { JobStatus } from "./job.ts";

/** Columns asked of `squeue`: id, state, time used, reason. */
export const SQUEUE_FORMAT = "%i|%T|%M|%r";

const RUNNING = new Set(["RUNNING", "COMPLETING", "SUSPENDED", "STOPPED", "SIGNALING", "STAGE_OUT"]);
const PENDING = new Set([
  "PENDING",
  "CONFIGURING",
  "REQUEUED",
  "REQUEUE_FED",
  "REQUEUE_HOLD",
  "RESV_DEL_HOLD",
  "SPECIAL_EXIT",
  "RESIZING",
]);

/** `squeue`'s lines by job id. */
export function parseSqueue(text: string): Map<string, JobStatus> {
  const found = new Map<string, JobStatus>();
  for (const line of text.split("\n")) {
    const [id, state, used, reason] = line.trim().split("|");
    if (id === undefined || state === undefined || used === undefined) continue;
    found.set(id, statusOf(state, used, reason ?? ""));
  }
  return found;
}

function statusOf(state: string, used: string, reason: string): JobStatus {
  const why = reason === "" || reason === "None" ? {} : { reason };
  if (PENDING.has(state)) return { state: "pending", ...why };
  const runningS = seconds(used);
  const time = runningS === undefined ? {} : { runningS };
  if (RUNNING.has(state)) return { state: "running", ...time };
  if (state === "COMPLETED") return { state: "succeeded", exitCode: 0, ...time };
  if (state === "TIMEOUT" || state === "DEADLINE") {
    return { state: "timed-out", reason: "SLURM's time limit", ...time };
  }
  if (state === "CANCELLED") return { state: "cancelled", reason: "cancelled in SLURM", ...time };
  const words = state.toLowerCase().replaceAll("_", " ");
  return { state: "failed", reason: "reason" in why ? `${words}: ${why.reason}` : words, ...time };
}

/** `[days-][hours:]minutes:seconds` as seconds. */
function seconds(used: string): number | undefined {
  const match = /^(?:(\d+)-)?(?:(\d+):)?(\d+):(\d+)$/.exec(used);
  if (match === null) return undefined;
  const [days, hours, minutes, rest] = match.slice(1).map((part) => Number(part ?? 0));
  return ((days! * 24 + hours!) * 60 + minutes!) * 60 + rest!;
}
