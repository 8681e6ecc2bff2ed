import { changedScenario } from "../../config/changed-scenario.ts";
import type { FlagName } from "../../config/flags.ts";
import type { ScenarioConfig } from "../../config/scenario-config.ts";
import { flagValues } from "../../config/settings.ts";
import type { Item } from "../../config/values.ts";
import { formatShare } from "../../report/format.ts";
import type { ScenarioRecord } from "../record.ts";
import type { SeededScenario } from "../seeded-scenario.ts";
import type { WhatIf } from "../what-if/what-if.ts";

/** What is varied, by the names that `--knobs` takes. */
export const KNOBS = [
  "bandwidth",
  "peak",
  "all-reduce",
  "chunk-size",
  "kv-memory",
  "hit-rate",
  "burstiness",
] as const;
export type Knob = (typeof KNOBS)[number];

/** In words, for tables. */
export const KNOB_TEXT: Readonly<Record<Knob, string>> = {
  bandwidth: "memory bandwidth",
  peak: "tensor-core peak",
  "all-reduce": "all-reduce time",
  "chunk-size": "token budget of a step",
  "kv-memory": "KV blocks",
  "hit-rate": "prefix-cache hits",
  burstiness: "burstiness (higher is smoother)",
};

/** Changes of each knob. */
export const LEVELS = [-0.2, -0.1, 0.1, 0.2] as const;

/** Why a knob means nothing for a scenario; undefined when it does. `base` is its run as it is. */
export function idleReason(knob: Knob, config: ScenarioConfig, base: ScenarioRecord): string | undefined {
  const { workload, server } = config;
  switch (knob) {
    case "all-reduce":
      return server.tp === 1 ? "one GPU reduces nothing" : undefined;
    case "hit-rate":
      return base.breakdown.cachedShare === 0
        ? "the workload shares no prompts, or they are not cached"
        : undefined;
    case "burstiness": {
      if (workload.kind === "trace") return "a trace has its own arrival times";
      const { process, requestRate, burstiness = 1 } = workload.spec.arrivals;
      if (requestRate === Number.POSITIVE_INFINITY) return "all requests arrive at once";
      if (process === "poisson" || process === "constant") return `${process} arrivals have none`;
      return burstiness === Number.POSITIVE_INFINITY ? "constant arrivals have none" : undefined;
    }
    case "bandwidth":
    case "peak":
      return server.latencyModel === "infersim" ? "InferSim has its own figures for each GPU" : undefined;
    default:
      return undefined;
  }
}

/** What makes a knob change nothing. `base` are the runs as they are. */
export function unmovedReason(knob: Knob, base: readonly ScenarioRecord[]): string {
  const used = Math.max(...base.map(({ breakdown }) => breakdown.peakKvShare));
  if (knob === "kv-memory") return `nothing moves, at most ${formatShare(used)} of the pool is in use`;
  if (knob === "chunk-size") return "nothing moves, no step is that large";
  return "nothing moves";
}

/** Where a knob cannot be turned all the way. */
export function clampReason(knob: Knob, { server }: ScenarioConfig): string | undefined {
  const { maxNumBatchedTokens, maxNumSeqs } = server.engine;
  if (knob !== "chunk-size" || maxNumBatchedTokens * (1 + LEVELS[0]) >= maxNumSeqs) return undefined;
  return `not lowered below the ${maxNumSeqs} requests that may run at once`;
}

/** The scenario with one knob turned by `change`, a fraction. */
export function turned(config: ScenarioConfig, knob: Knob, change: number): SeededScenario {
  const factor = 1 + change;
  const name = `${knob} ${change > 0 ? "+" : ""}${Math.round(change * 100)} %`;
  const values = flagValues(config.settings);
  const setting = (flag: FlagName, item: Item): SeededScenario => ({
    name,
    config: changedScenario(config, [[flag, item]], "sensitivity"),
  });
  const whatIf = (change: WhatIf): SeededScenario => ({ name, config, whatIf: change });
  switch (knob) {
    case "bandwidth":
      return whatIf({ bandwidth: factor });
    case "peak":
      return whatIf({ peak: factor });
    case "all-reduce":
      return whatIf({ allReduce: factor });
    case "kv-memory":
      return whatIf({ kvBlocks: factor });
    case "hit-rate":
      return whatIf({ hitRate: factor });
    case "chunk-size": {
      const { maxNumBatchedTokens, maxNumSeqs } = config.server.engine;
      return setting(
        "max-num-batched-tokens",
        Math.max(maxNumSeqs, Math.round(maxNumBatchedTokens * factor)),
      );
    }
    case "burstiness":
      return setting("burstiness", (values.burstiness ?? 1) * factor);
  }
}
