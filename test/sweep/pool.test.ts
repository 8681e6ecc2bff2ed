import { describe, expect, it } from "vitest";
import { UserError } from "../../src/errors.ts";
import type { Chunk, Outcome } from "../../src/sweep/chunk.ts";
import { WorkerPool } from "../../src/sweep/pool.ts";
import type { Task } from "../../src/sweep/run-task.ts";
import { scenarioOf } from "./servers.ts";

const config = scenarioOf({ "num-prompts": "10" });
const tasks = Array.from({ length: 40 }, (_, k): Task => ({ id: `task ${k}`, serverId: "s", config }));

/** Threads that end when they meet one of some tasks; counts the chunks under way. */
function pretended(deadly: readonly string[]) {
  const seen = { most: 0, now: 0 };
  const run = async ({ tasks: chunk }: Chunk): Promise<Outcome[]> => {
    seen.most = Math.max(seen.most, ++seen.now);
    await new Promise(setImmediate);
    seen.now -= 1;
    if (chunk.some(({ id }) => deadly.includes(id))) throw new Error("out of memory");
    return chunk.map(({ id }) => ({ id, problem: "none" }));
  };
  return { seen, threads: async () => ({ run, destroy: async () => {} }) };
}

async function outcomesOf(pool: WorkerPool, signal?: AbortSignal): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  const onOutcome = (outcome: Outcome) => outcomes.push(outcome);
  await pool.run({ tasks, count: tasks.length, onOutcome, ...(signal === undefined ? {} : { signal }) });
  await pool.close();
  return outcomes;
}

describe("WorkerPool", () => {
  it("runs every task once, a few chunks ahead of its threads", async () => {
    const { seen, threads } = pretended([]);
    const outcomes = await outcomesOf(new WorkerPool(2, undefined, threads));
    expect(outcomes.map(({ id }) => id).sort()).toEqual(tasks.map(({ id }) => id).sort());
    expect(seen.most).toBe(4);
  });

  it("loses a task that takes its thread with it, and no other", async () => {
    const { threads } = pretended(["task 3", "task 17"]);
    const outcomes = await outcomesOf(new WorkerPool(2, undefined, threads));
    expect(outcomes.map(({ id }) => id).sort()).toEqual(tasks.map(({ id }) => id).sort());
    const lost = outcomes.filter((outcome) => "lost" in outcome);
    expect(lost).toEqual([
      { id: "task 3", problem: "its worker thread ended: out of memory", lost: true },
      { id: "task 17", problem: "its worker thread ended: out of memory", lost: true },
    ]);
  });

  it("says at once that there can be no threads", async () => {
    const none = async () => {
      throw new UserError({ field: "sweep-worker.js", message: "does not exist" });
    };
    const outcomes = await outcomesOf(new WorkerPool(2, undefined, none));
    expect(outcomes[0]).toEqual({ id: "task 0", problem: "sweep-worker.js does not exist", fatal: true });
  });

  it("begins nothing once it is told to stop", async () => {
    const { threads } = pretended([]);
    expect(await outcomesOf(new WorkerPool(2, undefined, threads), AbortSignal.abort())).toEqual([]);
  });
});
