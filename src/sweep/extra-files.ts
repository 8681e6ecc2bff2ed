import type { ScenarioConfig } from "../config/scenario-config.ts";
import type { OutputFiles } from "../report/output-folder.ts";
import type { RunReport } from "../report/run-report.ts";
import { StepLog, stepsLeftOut } from "../report/step-log.ts";
import { errorBars } from "./error-bars.ts";
import { resolvedConfig } from "./output.ts";
import type { PreparedServer } from "./prepare.ts";

/** Files that are written when asked for, since they take a look at every step. */
export interface ExtraFiles {
  readonly report: boolean;
  readonly perfetto: boolean;
  readonly steps: boolean;
  /** Most steps and requests that they hold. */
  readonly sample: number;
}

/** Where a run's steps go that any of the files needs; undefined when none does. */
export function stepLogFor({ report, perfetto, steps, sample }: ExtraFiles): StepLog | undefined {
  return report || perfetto || steps ? new StepLog(sample) : undefined;
}

export interface WrittenFiles {
  readonly files: OutputFiles;
  /** What they leave out, in sentences. */
  readonly notes: readonly string[];
}

/** Their writers are loaded only here: the charts alone bring a library of 270 KB. */
export async function extraFiles(
  wanted: ExtraFiles,
  log: StepLog,
  report: RunReport,
  scenario: ScenarioConfig,
  server: PreparedServer,
  version: string,
): Promise<WrittenFiles> {
  const files: Record<string, string | Uint8Array> = {};
  if (wanted.steps) files["steps.csv"] = (await import("../report/steps-csv.ts")).stepsCsv(log);
  if (wanted.perfetto) {
    const { perfettoTrace } = await import("../report/perfetto.ts");
    files["trace.perfetto.json"] = perfettoTrace(report, log, wanted.sample);
  }
  if (wanted.report) {
    const { runPage } = await import("../report/html/run-page.ts");
    const { model, gpu, tp, latencyModel } = scenario.server;
    files["report.html"] = runPage(report, {
      ...{ model, gpuName: gpu.name, tp, latencyModel, version, steps: log, notes: server.notes },
      ...(gpu.device === undefined ? {} : { device: gpu.device }),
      settings: resolvedConfig(scenario.settings),
      errorBars: errorBars(scenario, server, report),
    });
  }
  const leftOut = wanted.steps || wanted.perfetto ? stepsLeftOut(log) : undefined;
  const notes = leftOut === undefined ? [] : [`step files hold ${leftOut}; --sample inf keeps all`];
  if (wanted.perfetto && report.result.count > wanted.sample) {
    const stride = Math.ceil(report.result.count / wanted.sample);
    notes.push(`trace.perfetto.json holds one of every ${stride} requests; --sample inf keeps all`);
  }
  return { files, notes };
}
