import type { ComparedRun } from "../report/compared-run.ts";
import type { OutputFiles } from "../report/output-folder.ts";

/** `report.html` over all runs of a comparison. */
export async function comparisonReport(
  scenarios: readonly ComparedRun[],
  version: string,
): Promise<OutputFiles> {
  const { pointsOfScenarios } = await import("../report/html/sweep/from-scenarios.ts");
  const { sweepPage } = await import("../report/html/sweep/sweep-page.ts");
  const title = `Comparison of ${scenarios.length} scenarios`;
  return { "report.html": sweepPage(pointsOfScenarios(scenarios), { title, notes: [], version }) };
}
