import { expect, test } from "vitest";
import { parseSqueue } from "../../src/jobs/slurm-states.ts";

test("reads squeue's states, times and reasons", () => {
  const text = [
    "7|PENDING|0:00|Resources",
    "8|RUNNING|1-02:03:04|None",
    "9|COMPLETED|12:07|None",
    "10|FAILED|0:01|NonZeroExitCode",
    "11|TIMEOUT|32:00|TimeLimit",
    "12|CANCELLED|0:03|None",
    "13|NODE_FAIL|5:00|None",
    "14|OUT_OF_MEMORY|5:00|OutOfMemory",
    "",
  ].join("\n");
  expect(Object.fromEntries(parseSqueue(text))).toEqual({
    7: { state: "pending", reason: "Resources" },
    8: { state: "running", runningS: 86400 + 2 * 3600 + 3 * 60 + 4 },
    9: { state: "succeeded", exitCode: 0, runningS: 727 },
    10: { state: "failed", reason: "failed: NonZeroExitCode", runningS: 1 },
    11: { state: "timed-out", reason: "SLURM's time limit", runningS: 1920 },
    12: { state: "cancelled", reason: "cancelled in SLURM", runningS: 3 },
    13: { state: "failed", reason: "node fail", runningS: 300 },
    14: { state: "failed", reason: "out of memory: OutOfMemory", runningS: 300 },
  });
});
