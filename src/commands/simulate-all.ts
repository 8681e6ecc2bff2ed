import { combinations, doubledNotes } from "../config/axes.ts";
import { type ScenarioConfig, scenarioConfig } from "../config/scenario-config.ts";
import type { Settings } from "../config/settings.ts";
import { unusedNotes } from "../config/workload-request.ts";
import type { StepObserver } from "../engine/replica.ts";
import { EXIT, type ExitCode, UserError } from "../errors.ts";
import type { ComparedRun } from "../report/compared-run.ts";
import { createProgress } from "../report/progress.ts";
import type { StepLog } from "../report/step-log.ts";
import { checkOutputFolder } from "../sweep/check-output.ts";
import { comparisonReport } from "../sweep/comparison-report.ts";
import { extraFiles, stepLogFor } from "../sweep/extra-files.ts";
import { comparisonFiles, runFiles, scenarioFolder } from "../sweep/output.ts";
import { type PreparedServer, prepareServer } from "../sweep/prepare.ts";
import { runScenario, type TimedReport } from "../sweep/scenario.ts";
import { Workloads } from "../sweep/workloads.ts";
import type { Workload } from "../workload/workload.ts";
import { type Invocation, isOn, textOf } from "./command.ts";
import { describeScenario, describeSpeed } from "./describe.ts";
import { extraOutputs } from "./extra-outputs.ts";
import { kvCheck } from "./kv-check.ts";
import { formatOf, note, print } from "./print.ts";
import { isSinglePrompt, showComparison, showRun } from "./show.ts";
import { canRedraw } from "./terminal.ts";
import { VERSION } from "./version.ts";

/** Runs every scenario that the settings name, prints one result or one comparison, and writes what `--output` asks for. */
export async function simulateAll(invocation: Invocation, settings: Settings): Promise<ExitCode | undefined> {
  const format = formatOf(invocation);
  const quiet = isOn(invocation, "quiet");
  const tell = quiet ? () => {} : note;
  const output = textOf(invocation, "output");
  if (output !== undefined) checkOutputFolder(output);
  const wanted = extraOutputs(invocation);

  for (const sentence of [...unusedNotes(settings), ...doubledNotes(settings)]) tell(sentence);
  const scenarios = combinations(settings).map(scenarioConfig);
  const servers = scenarios.map(({ server }) => prepareServer(server));
  for (const sentence of new Set(servers.flatMap(({ notes }) => notes))) tell(sentence);
  for (const sentence of kvCheck(invocation, scenarios)) tell(sentence);
  const workloads = new Workloads();
  if (isOn(invocation, "dry-run")) {
    for (const [index, scenario] of scenarios.entries()) {
      const workload = await workloads.get(scenario.workload);
      if (index === 0) tellWorkload(workload, tell);
      print(describeScenario(scenario, servers[index]!, workload));
    }
    return EXIT.ok;
  }

  const done: ComparedRun[] = [];
  for (const [index, scenario] of scenarios.entries()) {
    const server = servers[index]!;
    const steps = stepLogFor(wanted);
    const report = await oneRun(
      invocation,
      scenario,
      server,
      workloads,
      index === 0 ? tell : () => {},
      steps,
    );
    const { summary, saturation } = report;
    if (scenarios.length > 1 || format === "csv") {
      for (const { reason } of summary.rejectReasons) tell(`${nameOf(scenario)}rejected: ${reason}`);
    }
    done.push({ labels: scenario.labels, summary, saturation });
    const kept = isOn(invocation, "reproducible") ? withoutClock(report) : report;
    const detailed = invocation.flags.get("save-detailed") !== false;
    if (output !== undefined) {
      const extra = steps && (await extraFiles(wanted, steps, kept, scenario, server, VERSION));
      const folder = scenarioFolder(output, scenario.labels);
      runFiles(folder, kept, scenario, detailed, extra?.files ?? {});
      for (const sentence of extra?.notes ?? []) tell(`${nameOf(scenario)}${sentence}`);
    }
    if (scenarios.length === 1) print(showRun(kept, scenario, format, detailed));
    if (isOn(invocation, "verbose")) note(describeSpeed(report, scenario));
  }
  if (scenarios.length > 1) {
    if (output !== undefined) {
      comparisonFiles(output, done, wanted.report ? await comparisonReport(done, VERSION) : {});
    }
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
  steps: StepLog | undefined,
): Promise<TimedReport> {
  const workload = await workloads.get(scenario.workload);
  if (!isSinglePrompt(scenario)) tell(workload.description);
  tellWorkload(workload, tell);
  const label = Object.entries(scenario.labels).flat().join(" ") || "simulating";
  const watch = await watched(invocation, label, scenario, server);
  const progress = watch ?? (await createProgress(label, { quiet: isOn(invocation, "quiet") }));
  try {
    const report = await runScenario(scenario, server, workloads, {
      onProgress: progress.update,
      ...observers(steps?.add, watch?.onStep),
      waterfalls: invocation.flags.has("output"),
      stepByStep: isOn(invocation, "step-by-step"),
      checkInvariants: isOn(invocation, "check-invariants"),
    });
    if (isSinglePrompt(scenario)) refuseRejectedPrompt(report);
    return report;
  } finally {
    progress.stop();
  }
}

/** How the workload was read, and what of it was left out. */
function tellWorkload({ notes = [], dropped }: Workload, tell: (sentence: string) => void): void {
  for (const sentence of notes) tell(sentence);
  for (const { reason, count } of dropped) tell(`left out: ${count} (${reason})`);
}

/** The live view that `--watch` asks for; undefined without it and where stderr is no terminal. */
async function watched(
  invocation: Invocation,
  label: string,
  scenario: ScenarioConfig,
  server: PreparedServer,
) {
  if (!isOn(invocation, "watch") || isOn(invocation, "quiet") || !canRedraw()) return undefined;
  const { watchRun } = await import("./watch.ts");
  return watchRun(label, (server.config.kvBlocks - 1) * scenario.replicas, process.stderr);
}

/** All that look at steps, as one; nothing where nobody does. */
function observers(...all: readonly (StepObserver | undefined)[]): { readonly onStep?: StepObserver } {
  const present = all.filter((one) => one !== undefined);
  if (present.length === 0) return {};
  return {
    onStep: (step) => {
      for (const observe of present) observe(step);
    },
  };
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
