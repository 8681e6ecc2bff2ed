import type { ScenarioConfig } from "../config/scenario-config.ts";
import { STEP_PARTS } from "../engine/latency-model.ts";
import { paintFor } from "../report/colour.ts";
import type { ComparedRun } from "../report/compared-run.ts";
import { comparisonCsv, comparisonJson, comparisonText } from "../report/comparison-table.ts";
import { resultJson, resultJsonText } from "../report/result-json.ts";
import type { RunReport } from "../report/run-report.ts";
import { terminalReport } from "../report/terminal.ts";
import type { Format } from "./print.ts";
import { canRedraw, widthOf } from "./terminal.ts";

/** One run as stdout shows it. */
export function showRun(
  report: RunReport,
  scenario: ScenarioConfig,
  format: Format,
  detailed: boolean,
): string {
  if (format === "json") return resultJsonText(resultJson(report, { detailed }));
  if (format === "csv") return showComparison([{ labels: {}, ...report }], format);
  return isSinglePrompt(scenario)
    ? promptText(report, scenario)
    : terminalReport(report, paintFor(process.stdout), curveWidth());
}

/** Columns that block characters may take: none but on a terminal that knows them. */
function curveWidth(): number {
  return canRedraw(process.stdout) ? widthOf(process.stdout, 0) : 0;
}

/** Several runs as stdout shows them. */
export function showComparison(scenarios: readonly ComparedRun[], format: Format): string {
  if (format === "json") return `${JSON.stringify(comparisonJson(scenarios), null, 2)}\n`;
  if (format === "csv") return comparisonCsv(scenarios);
  return comparisonText(scenarios, widthOf());
}

/** Whether it is `--prefill-tokens`: one prompt, alone. */
export function isSinglePrompt({ settings }: ScenarioConfig): boolean {
  return settings.has("prefill-tokens");
}

function promptText({ result, requests, summary }: RunReport, { server }: ScenarioConfig): string {
  const ms = (ns: number): string => (ns / 1e6).toFixed(3).padStart(10);
  const ttftNs = result.firstTokenNs[0]! - result.arrivalNs[0]!;
  const { model, gpu, tp, latencyModel } = server;
  const head = `TTFT of a ${requests.promptTokens[0]}-token prompt: ${summary.ttft.meanMs.toFixed(3)} ms`;
  const lines = [`${head} (${model.name} on ${tp} x ${gpu.name}, ${latencyModel})`];
  if (result.outputTokens[0] === 1) {
    const parts = STEP_PARTS.filter((part) => result.partNs[part] > 0);
    lines.push(...parts.map((part) => `  ${part.padEnd(12)}${ms(result.partNs[part])} ms`));
    const waiting = ttftNs - result.busyNs;
    if (waiting > 0) lines.push(`  ${"admission".padEnd(12)}${ms(waiting)} ms`);
  } else lines.push(`E2E of ${result.outputTokens[0]} tokens: ${summary.e2el.meanMs.toFixed(3)} ms`);
  return `${lines.join("\n")}\n`;
}
