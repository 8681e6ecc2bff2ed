import { UserError } from "../errors.ts";
import { requestsOf } from "./chunks.ts";
import type { PlannedScenario, SweepPlan } from "./plan.ts";
import { ScenarioResolver } from "./resolver.ts";
import { TaskRunner } from "./run-task.ts";

/** Starting threads and reading results back, in seconds. */
const FIXED_S = 0.3;
/** Scenarios that are run to see how fast this machine is. */
const SAMPLES = 3;
const MOST_REQUESTS = 2000;

export interface SweepEstimate {
  readonly seconds: number;
  readonly requests: number;
}

/** How long scenarios would take, from the time that shortened versions of a few of them take now. Stores nothing. */
export async function estimateSweep(
  plan: SweepPlan,
  due: readonly PlannedScenario[],
  workers: number,
): Promise<SweepEstimate> {
  const resolver = new ScenarioResolver(plan);
  let requests = 0;
  for (const { point } of due) requests += requestsOf({ config: resolver.resolve(point) });
  const runner = new TaskRunner();
  let [measuredMs, measured] = [0, 0];
  for (let sample = 0; sample < Math.min(SAMPLES, due.length); sample++) {
    const { id, point } = due[Math.floor(((sample + 0.5) * due.length) / Math.min(SAMPLES, due.length))]!;
    const config = resolver.resolve(point);
    const limit = Math.min(MOST_REQUESTS, requestsOf({ config }));
    const { workload } = config;
    const shortened =
      workload.kind === "trace"
        ? { ...workload, options: { ...workload.options, limit } }
        : { ...workload, spec: { ...workload.spec, numRequests: limit } };
    const task = { id, serverId: id, config: { ...config, warmup: 0, workload: shortened } };
    try {
      // The first run compiles and reads; the second is what the others will be like.
      await runner.run(task);
      const begin = performance.now();
      const { report } = await runner.run(task);
      measuredMs += performance.now() - begin;
      measured += report.summary.requests;
    } catch (error) {
      // It will fail in the sweep too, and be told there.
      if (!(error instanceof UserError)) throw error;
    }
  }
  const msPerRequest = measured === 0 ? 0 : measuredMs / measured;
  return { seconds: FIXED_S + (requests * msPerRequest) / 1000 / workers, requests };
}
