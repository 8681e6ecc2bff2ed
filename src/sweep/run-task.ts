import type { ScenarioConfig } from "../config/scenario-config.ts";
import { type Breakdown, breakdownOf } from "./breakdown.ts";
import { Lru } from "./lru.ts";
import { type PreparedServer, prepareServer } from "./prepare.ts";
import { runScenario, type TimedReport } from "./scenario.ts";
import { withHitRate } from "./what-if/hit-rate.ts";
import { changedServer } from "./what-if/server.ts";
import type { WhatIf } from "./what-if/what-if.ts";
import { Workloads } from "./workloads.ts";

/** One scenario to run, as it travels to a worker. */
export interface Task {
  readonly id: string;
  /** Names its server: tasks of equal ones share a latency model. */
  readonly serverId: string;
  readonly config: ScenarioConfig;
  readonly whatIf?: WhatIf;
}

export interface TaskResult {
  readonly report: TimedReport;
  readonly breakdown: Breakdown;
  /** What the user should know of the server and of the workload: sentences. */
  readonly notes: readonly string[];
}

/** Servers that are kept ready, each with tables of some megabytes. */
const KEPT_SERVERS = 24;

/** Runs scenarios one after another; servers and workloads that they share are made once. */
export class TaskRunner {
  private readonly servers = new Lru<PreparedServer>(KEPT_SERVERS);
  private readonly workloads = new Workloads();

  async run({ config, serverId, whatIf }: Task): Promise<TaskResult> {
    const server = this.serverOf(config, serverId, whatIf);
    const workloads = this.workloadsOf(whatIf, server.config.blockSize);
    const report = await runScenario(config, server, workloads, { waterfalls: true });
    const { requests, result } = report;
    const breakdown = breakdownOf(requests, result, server.config, config.warmup);
    const { description, dropped, notes = [] } = await workloads.get(config.workload);
    const left = dropped.map(({ reason, count }) => `left out of ${description}: ${count} (${reason})`);
    const rejected = report.summary.rejectReasons.map(({ reason }) => `rejected: ${reason}`);
    return { report, breakdown, notes: [...server.notes, ...left, ...notes, ...rejected] };
  }

  private serverOf({ server }: ScenarioConfig, serverId: string, whatIf: WhatIf | undefined): PreparedServer {
    const key = `${serverId} ${JSON.stringify(whatIf ?? {})}`;
    const known = this.servers.get(key);
    if (known !== undefined) return known;
    const prepared = prepareServer(server);
    const changed = whatIf === undefined ? prepared : changedServer(server, prepared, whatIf);
    this.servers.set(key, changed);
    return changed;
  }

  private workloadsOf(whatIf: WhatIf | undefined, blockSize: number): Pick<Workloads, "get"> {
    const factor = whatIf?.hitRate ?? 1;
    if (factor === 1) return this.workloads;
    return {
      get: async (request) => {
        const workload = await this.workloads.get(request);
        return { ...workload, requests: withHitRate(workload.requests, factor, blockSize) };
      },
    };
  }
}
