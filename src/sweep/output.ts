import { join } from "node:path";
import type { ScenarioConfig } from "../config/scenario-config.ts";
import { originText, type Settings, settingData } from "../config/settings.ts";
import type { ComparedRun } from "../report/compared-run.ts";
import { comparisonCsv, comparisonJson } from "../report/comparison-table.ts";
import { type OutputFiles, writeOutputFolder } from "../report/output-folder.ts";
import { prometheusText } from "../report/prometheus.ts";
import { requestsCsv } from "../report/requests-csv.ts";
import { resultJson, resultJsonText } from "../report/result-json.ts";
import type { RunReport } from "../report/run-report.ts";
import { timeseriesCsv } from "../report/timeseries-csv.ts";

/** Where a scenario's files go: the folder itself for a single run, else one folder a scenario. */
export function scenarioFolder(folder: string, labels: Readonly<Record<string, string>>): string {
  const name = Object.entries(labels)
    .map(([key, value]) => `${key}-${value.replaceAll(/[^\w.-]+/g, "_")}`)
    .join("_");
  return name === "" ? folder : join(folder, name);
}

/** The files of one run, `extra` among them. */
export function runFiles(
  folder: string,
  report: RunReport,
  scenario: ScenarioConfig,
  detailed: boolean,
  extra: OutputFiles,
): void {
  writeOutputFolder(folder, {
    "result.json": resultJsonText(resultJson(report, { detailed })),
    "requests.csv": requestsCsv(report),
    "timeseries.csv": timeseriesCsv(report),
    "metrics.prom": prometheusText(report),
    "config.resolved.json": `${JSON.stringify(resolvedConfig(scenario.settings), null, 2)}\n`,
    ...extra,
  });
}

/** The table over all runs, for machines, and `extra`. */
export function comparisonFiles(folder: string, scenarios: readonly ComparedRun[], extra: OutputFiles): void {
  writeOutputFolder(folder, {
    "comparison.json": `${JSON.stringify(comparisonJson(scenarios), null, 2)}\n`,
    "comparison.csv": comparisonCsv(scenarios),
    ...extra,
  });
}

/** Everything that was used, each value with its origin. */
export function resolvedConfig(settings: Settings): Record<string, { value: unknown; origin: string }> {
  return Object.fromEntries(
    [...settings].map(([name, { items, origin }]) => [
      name,
      { value: settingData(name, items), origin: originText(origin) },
    ]),
  );
}
