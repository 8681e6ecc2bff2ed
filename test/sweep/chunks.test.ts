import fc from "fast-check";
import { expect, it } from "vitest";
import { chunksOf, requestsOf } from "../../src/sweep/chunks.ts";
import type { Task } from "../../src/sweep/run-task.ts";
import { scenarioOf } from "./servers.ts";

const taskOf = (requests: number): Task => ({
  id: String(requests),
  serverId: "s",
  config: scenarioOf({ "num-prompts": String(requests) }),
});

it("keeps all tasks in order, in chunks of bounded work", () => {
  const [small, large] = [taskOf(10), taskOf(15_000)];
  fc.assert(
    fc.property(
      fc.array(fc.boolean(), { maxLength: 200 }),
      fc.integer({ min: 1, max: 8 }),
      (sizes, workers) => {
        const tasks = sizes.map((big) => (big ? large : small));
        const chunks = [...chunksOf(tasks, tasks.length, workers)];
        expect(chunks.flat()).toEqual(tasks);
        for (const chunk of chunks) {
          const but = chunk.slice(0, -1).reduce((sum, task) => sum + requestsOf(task), 0);
          expect(but).toBeLessThan(20_000);
          expect(chunk.length).toBeLessThanOrEqual(32);
        }
        if (tasks.length >= 4 * workers) expect(chunks.length).toBeGreaterThanOrEqual(4 * workers - 3);
      },
    ),
  );
});
