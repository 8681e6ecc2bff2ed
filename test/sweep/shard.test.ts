import { describe, expect, it } from "vitest";
import { shardOf } from "../../src/sweep/shard.ts";

describe("shardOf", () => {
  it("takes what is given, then what the scheduler says", () => {
    const slurm = { SLURM_ARRAY_TASK_ID: "3", SLURM_ARRAY_TASK_COUNT: "8" };
    expect(shardOf("1/4", slurm)).toEqual({ index: 1, of: 4 });
    expect(shardOf(undefined, slurm)).toEqual({ index: 3, of: 8 });
    expect(shardOf(undefined, { ...slurm, SLURM_ARRAY_TASK_MIN: "1" })).toEqual({ index: 2, of: 8 });
    expect(shardOf(undefined, { SWEEP_SHARD: "0", SWEEP_SHARDS: "2", ...slurm })).toEqual({
      index: 0,
      of: 2,
    });
    expect(shardOf(undefined, { JOB_COMPLETION_INDEX: "5", SWEEP_SHARDS: "6" })).toEqual({ index: 5, of: 6 });
  });

  it("reruns part of an array as the parts of the whole when that is said", () => {
    // sbatch --array=2,5 of a sweep in 8 parts.
    const task = {
      SLURM_ARRAY_TASK_ID: "5",
      SLURM_ARRAY_TASK_COUNT: "2",
      SLURM_ARRAY_TASK_MIN: "0",
      SWEEP_SHARDS: "8",
    };
    expect(shardOf(undefined, task)).toEqual({ index: 5, of: 8 });
  });

  it.each(["4/4", "-1/4", "1", "1/0", "a/b", ""])("refuses %j", (text) => {
    expect(() => shardOf(text, {})).toThrow("must be I/N with I from 0 to N-1");
  });

  it("says what to give when nothing does", () => {
    expect(() => shardOf(undefined, {})).toThrow("Give --shard I/N");
    expect(() => shardOf(undefined, { JOB_COMPLETION_INDEX: "0" })).toThrow("0/undefined");
  });
});
