import { expect, test } from "vitest";
import { parseJobs } from "../../src/jobs/kubernetes-status.ts";

const job = (name: string, status: unknown) => ({ kind: "Job", metadata: { name }, status });
const pod = (jobName: string, status: unknown) => ({
  kind: "Pod",
  metadata: { name: `${jobName}-x1`, labels: { "job-name": jobName } },
  status,
});
const condition = (type: string, reason?: string) => ({
  type,
  status: "True",
  ...(reason ? { reason } : {}),
});
const states = (...items: unknown[]) =>
  Object.fromEntries(parseJobs(JSON.stringify({ kind: "List", items }), Date.parse("2026-01-02T03:05:00Z")));

test("finished Jobs", () => {
  expect(
    states(
      job("a", { conditions: [condition("Complete")], succeeded: 1 }),
      job("b", { conditions: [condition("Failed", "BackoffLimitExceeded")] }),
      pod("b", {
        phase: "Failed",
        containerStatuses: [{ state: { terminated: { exitCode: 137, reason: "OOMKilled" } } }],
      }),
      job("c", { conditions: [condition("Failed", "DeadlineExceeded")] }),
    ),
  ).toEqual({
    a: { state: "succeeded", exitCode: 0 },
    b: { state: "failed", exitCode: 137, reason: "BackoffLimitExceeded: OOMKilled" },
    c: { state: "timed-out", reason: "the Job's activeDeadlineSeconds" },
  });
});

test("a Job runs when a pod of it does, and waits with the pod's reason", () => {
  expect(
    states(
      job("a", { active: 1 }),
      pod("a", { phase: "Running", startTime: "2026-01-02T03:04:05Z" }),
      job("b", { active: 1 }),
      pod("b", {
        phase: "Pending",
        containerStatuses: [{ state: { waiting: { reason: "ImagePullBackOff" } } }],
      }),
      job("c", { active: 1 }),
      pod("c", {
        phase: "Pending",
        conditions: [
          { type: "PodScheduled", status: "False", reason: "Unschedulable", message: "0/9 nodes: no GPU" },
        ],
      }),
      job("d", {}),
    ),
  ).toEqual({
    a: { state: "running", runningS: 55 },
    b: { state: "pending", reason: "ImagePullBackOff" },
    c: { state: "pending", reason: "0/9 nodes: no GPU" },
    d: { state: "pending" },
  });
});

test("a condition that is False is none, and the newer pod label counts", () => {
  expect(
    states(job("a", { conditions: [{ type: "Failed", status: "False" }] }), {
      kind: "Pod",
      metadata: { name: "p", labels: { "batch.kubernetes.io/job-name": "a" } },
      status: { phase: "Running" },
    }),
  ).toEqual({ a: { state: "running" } });
});
