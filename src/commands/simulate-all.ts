import { combinations } from "../config/axes.ts";
import { type ScenarioConfig, scenarioConfig } from "../config/scenario-config.ts";
import type { Settings } from "../config/settings.ts";
import { unusedNotes } from "../config/workload-request.ts";
import { EXIT, type ExitCode, UserError } from "../errors.ts";
import type { Scenario } from "../report/comparison-table.ts";
import { createProgress } from "../report/progress.ts";
import { checkOutputFolder } from "../sweep/check-output.ts";
import { comparisonFiles, runFiles, scenarioFolder } from "../sweep/output.ts";
import { type PreparedServer, prepareServer } from "../sweep/prepare.ts";
import { runScenario, type TimedReport } from "../sweep/scenario.ts";
import { Workloads } from "../sweep/workloads.ts";
import { type Invocation, isOn, textOf } from "./command.ts";
import { describeScenario, describeSpeed } from "./describe.ts";
import { formatOf, note, print } from "./print.ts";
import { isSinglePrompt, showComparison, showRun } from "./show.ts";

/** Runs every scenario that the settings name, prints one result or one comparison, and writes what `--output` asks for. */
export async function simulateAll(invocation: Invocation, settings: Settings): Promise<ExitCode | undefined> {
  const format = formatOf(invocation);
  const quiet = isOn(invocation, "quiet");
  const tell = quiet ? () => {} : note;
  const output = textOf(invocation, "output");
  if (output !== undefined) checkOutputFolder(output);

  for (const sentence of unusedNotes(settings)) tell(sentence);
  const scenarios = combinations(settings).map(scenarioConfig);
  const servers = scenarios.map(({ server }) => prepareServer(server));
  for (const sentence of new Set(servers.flatMap(({ notes }) => notes))) tell(sentence);
  const workloads = new Workloads();
  if (isOn(invocation, "dry-run")) {
    for (const [index, scenario] of scenarios.entries()) {
      const workload = await workloads.get(scenario.workload);
      print(describeScenario(scenario, servers[index]!, workload));
    }
    return EXIT.ok;
  }

  const done: Scenario[] = [];
  for (const [index, scenario] of scenarios.entries()) {
    const report = await oneRun(
      invocation,
      scenario,
      servers[index]!,
      workloads,
      index === 0 ? tell : () => {},
    );
    const { summary, saturation } = report;
    if (scenarios.length > 1 || format === "csv") {
      for (const { reason } of summary.rejectReasons) tell(`${nameOf(scenario)}rejected: ${reason}`);
    }
    done.push({ labels: scenario.labels, summary, saturation });
    const kept = isOn(invocation, "reproducible") ? withoutClock(report) : report;
    const detailed = invocation.flags.get("save-detailed") !== false;
    if (output !== undefined) runFiles(scenarioFolder(output, scenario.labels), kept, scenario, detailed);
    if (scenarios.length === 1) print(showRun(kept, scenario, format, detailed));
    if (isOn(invocation, "verbose")) note(describeSpeed(report, scenario));
  }
  if (scenarios.length > 1) {
    if (output !== undefined) comparisonFiles(output, done);
    print(showComparison(done, format));
  }
  if (output !== undefined) tell(`results are in ${output}`);
  return EXIT.ok;
}

async function oneRun(
  invocation: Invocation,
  scenario: ScenarioConfig,
  server: PreparedServer,
  workloads: Workloads,
  tell: (sentence: string) => void,
): Promise<TimedReport> {
  const workload = await workloads.get(scenario.workload);
  if (!isSinglePrompt(scenario)) tell(workload.description);
  for (const sentence of workload.notes ?? []) tell(sentence);
  for (const { reason, count } of workload.dropped) tell(`left out: ${count} (${reason})`);
  const label = Object.entries(scenario.labels).flat().join(" ") || "simulating";
  const progress = await createProgress(label, { quiet: isOn(invocation, "quiet") });
  try {
    const report = await runScenario(scenario, server, workloads, {
      onProgress: progress.update,
      stepByStep: isOn(invocation, "step-by-step"),
      checkInvariants: isOn(invocation, "check-invariants"),
    });
    if (isSinglePrompt(scenario)) refuseRejectedPrompt(report);
    return report;
  } finally {
    progress.stop();
  }
}

/** One prompt that is turned away leaves nothing to show. */
function refuseRejectedPrompt({ summary, requests }: TimedReport): void {
  if (summary.completed > 0) return;
  const reasons = summary.rejectReasons.map(({ reason }) => reason).join("; ");
  throw new UserError({
    field: "--prefill-tokens",
    got: requests.promptTokens[0],
    message: `cannot be served: ${reasons}`,
  });
}

/** `tp 2 latency-model mfu: `; nothing for a single run. */
function nameOf({ labels }: ScenarioConfig): string {
  const name = Object.entries(labels).flat().join(" ");
  return name === "" ? "" : `${name}: `;
}

function withoutClock({ clock: _, ...report }: TimedReport) {
  return report;
}
