import type { ScenarioConfig } from "../config/scenario-config.ts";
import { flagValues } from "../config/settings.ts";
import { formatCount, formatSeconds } from "../report/format.ts";
import type { PreparedServer } from "../sweep/prepare.ts";
import type { TimedReport } from "../sweep/scenario.ts";
import type { Workload } from "../workload/workload.ts";

/** One line on what a scenario runs: for `--dry-run`. */
export function describeScenario(
  { server, settings }: ScenarioConfig,
  prepared: PreparedServer,
  workload: Workload,
): string {
  const values = flagValues(settings);
  const parts = [
    `${server.model.name} on ${server.tp} x ${server.gpu.name}`,
    server.latencyModel,
    `vLLM ${values["vllm-version"]}`,
    `${formatCount(prepared.config.kvBlocks)} KV blocks`,
    workload.description,
  ];
  return parts.join(" | ");
}

/** How long a run took, and how fast the engine was. */
export function describeSpeed({ clock, summary, result }: TimedReport, { labels }: ScenarioConfig): string {
  const name = Object.entries(labels).flat().join(" ");
  const perSecond = summary.requests / clock.engineSeconds;
  return (
    `${name === "" ? "" : `${name}: `}${formatCount(summary.requests)} requests, ${formatCount(result.steps)} steps: ` +
    `engine ${formatSeconds(clock.engineSeconds)} (${formatCount(perSecond)} requests/s), ` +
    `all ${formatSeconds(clock.wallSeconds)}`
  );
}
