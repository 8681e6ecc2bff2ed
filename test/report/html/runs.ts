import { parseHTML } from "linkedom";
import { runPage } from "../../../src/report/html/run-page.ts";
import { StepLog } from "../../../src/report/step-log.ts";
import { errorBars } from "../../../src/sweep/error-bars.ts";
import { resolvedConfig } from "../../../src/sweep/output.ts";
import { prepareServer } from "../../../src/sweep/prepare.ts";
import { runScenario } from "../../../src/sweep/scenario.ts";
import { Workloads } from "../../../src/sweep/workloads.ts";
import { scenarioOf } from "../../sweep/servers.ts";

/** Simulates as if these flags had been typed, and makes the page of it. */
export async function pageOfRun(flags: Parameters<typeof scenarioOf>[0], sample = 2000) {
  const scenario = scenarioOf(flags);
  const server = prepareServer(scenario.server);
  const steps = new StepLog(sample);
  const report = await runScenario(scenario, server, new Workloads(), {
    onStep: steps.add,
    waterfalls: true,
  });
  const { model, gpu, tp, latencyModel } = scenario.server;
  const text = runPage(report, {
    ...{ model, gpuName: gpu.name, tp, latencyModel, steps, notes: server.notes, version: "1.2.3" },
    ...(gpu.device && { device: gpu.device }),
    settings: resolvedConfig(scenario.settings),
    errorBars: errorBars(scenario, server, report),
  });
  return { report, text, document: parseHTML(text).document };
}
