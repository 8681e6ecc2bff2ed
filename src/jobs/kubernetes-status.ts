import * as z from "zod";
import type { JobStatus } from "./job.ts";

/** The parts of `get jobs,pods --output=json` that are read; everything else is passed over. */
const condition = z.object({
  type: z.string(),
  status: z.string(),
  reason: z.string().optional(),
  message: z.string().optional(),
});

const containerStatus = z.object({
  state: z
    .object({
      waiting: z.object({ reason: z.string().optional(), message: z.string().optional() }).optional(),
      terminated: z.object({ exitCode: z.number(), reason: z.string().optional() }).optional(),
    })
    .optional(),
});

const item = z.object({
  kind: z.string(),
  metadata: z.object({ name: z.string(), labels: z.record(z.string(), z.string()).optional() }),
  status: z
    .object({
      conditions: z.array(condition).optional(),
      phase: z.string().optional(),
      startTime: z.string().optional(),
      containerStatuses: z.array(containerStatus).optional(),
    })
    .optional(),
});

const list = z.object({ items: z.array(item) });

type Item = z.infer<typeof item>;

/** Job states by name out of a list of Jobs and their pods. `nowMs`: this machine's clock. */
export function parseJobs(json: string, nowMs: number): Map<string, JobStatus> {
  const { items } = list.parse(JSON.parse(json));
  const states = new Map<string, JobStatus>();
  for (const job of items.filter(({ kind }) => kind === "Job")) {
    const { name } = job.metadata;
    const pods = items.filter(({ kind, metadata }) => kind === "Pod" && jobOf(metadata.labels) === name);
    states.set(name, jobStatus(job, pods, nowMs));
  }
  return states;
}

/** Kubernetes 1.27 renamed the label. */
function jobOf(labels: Readonly<Record<string, string>> = {}): string | undefined {
  return labels["batch.kubernetes.io/job-name"] ?? labels["job-name"];
}

function jobStatus(job: Item, pods: readonly Item[], nowMs: number): JobStatus {
  const met = (type: string) =>
    job.status?.conditions?.find((entry) => entry.type === type && entry.status === "True");
  if (met("Complete") !== undefined) return { state: "succeeded", exitCode: 0 };
  const failed = met("Failed");
  if (failed !== undefined) {
    if (failed.reason === "DeadlineExceeded") {
      return { state: "timed-out", reason: "the Job's activeDeadlineSeconds" };
    }
    const ended = pods.map(terminated).findLast((entry) => entry !== undefined);
    return {
      state: "failed",
      ...(ended === undefined ? {} : { exitCode: ended.exitCode }),
      reason: [failed.reason, ended?.reason].filter((part) => part !== undefined).join(": "),
    };
  }
  const running = pods.find((pod) => pod.status?.phase === "Running");
  if (running !== undefined) {
    const startMs = Date.parse(running.status?.startTime ?? "");
    return {
      state: "running",
      ...(Number.isNaN(startMs) ? {} : { runningS: Math.max(0, (nowMs - startMs) / 1000) }),
    };
  }
  const reason = pods.map(waitingReason).find((why) => why !== undefined);
  return { state: "pending", ...(reason === undefined ? {} : { reason }) };
}

function terminated(pod: Item) {
  return pod.status?.containerStatuses
    ?.map(({ state }) => state?.terminated)
    .find((end) => end !== undefined);
}

/** Why a pod does not run: no node for it, no image. */
function waitingReason(pod: Item): string | undefined {
  const waiting = pod.status?.containerStatuses?.[0]?.state?.waiting;
  if (waiting?.reason !== undefined && waiting.reason !== "ContainerCreating") return waiting.reason;
  const scheduled = pod.status?.conditions?.find(
    ({ type, status }) => type === "PodScheduled" && status === "False",
  );
  return scheduled === undefined ? undefined : (scheduled.message ?? scheduled.reason);
}
