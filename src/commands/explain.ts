import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { combinations } from "../config/axes.ts";
import { FLAGS, type FlagName } from "../config/flags.ts";
import { type ScenarioConfig, scenarioConfig } from "../config/scenario-config.ts";
import { unusedNotes } from "../config/workload-request.ts";
import { EXIT, type ExitCode, UserError } from "../errors.ts";
import {
  requestExplanationCsv,
  requestExplanationJson,
  stepExplanationCsv,
  stepExplanationJson,
} from "../explain/explain-files.ts";
import { explainRequest } from "../explain/explain-request.ts";
import { explainStep, StepCatcher } from "../explain/explain-step.ts";
import { pickRequest, type Wanted } from "../explain/pick-request.ts";
import { requestText } from "../explain/request-text.ts";
import { stepExplanationText } from "../explain/step-text.ts";
import { saturationSentence } from "../report/saturation-text.ts";
import { prepareServer } from "../sweep/prepare.ts";
import { runScenario } from "../sweep/scenario.ts";
import { Workloads } from "../sweep/workloads.ts";
import { type Invocation, isOn } from "./command.ts";
import { flagValue } from "./flag-value.ts";
import { formatOf, note, print, printJson } from "./print.ts";
import { settingsOf } from "./settings-of.ts";
import { widthOf } from "./terminal.ts";

const PERCENTILES = [50, 90, 95, 99] as const;

/** Simulates a run and says where the time of one request, or of one step, went. */
export async function run(invocation: Invocation): Promise<ExitCode | undefined> {
  const tell = isOn(invocation, "quiet") ? () => {} : note;
  const wanted = wantedOf(invocation);
  const [file, ...others] = invocation.words.map(resultFile);
  if (others.length > 0) {
    throw new UserError({
      field: "explain",
      message: "looks at one run at a time",
      got: invocation.words.length,
    });
  }
  const settings = await settingsOf(file === undefined ? invocation : configuredBy(invocation, file));
  for (const sentence of unusedNotes(settings)) tell(sentence);
  const [combination, ...more] = combinations(settings);
  if (more.length > 0) {
    throw new UserError({
      field: "explain",
      message: `looks at one run, and these settings describe ${more.length + 1}`,
      remedy: "Give one value to each setting",
    });
  }
  const config = scenarioConfig(combination!);
  const server = prepareServer(config.server);
  for (const sentence of server.notes) tell(sentence);
  const workloads = new Workloads();
  const catcher = "step" in wanted ? catcherOf(wanted.step, invocation, config) : undefined;
  const width = widthOf();
  const report = await runScenario(config, server, workloads, {
    waterfalls: true,
    ...(catcher && { onStep: catcher.look }),
  });
  if (file !== undefined) tellDifference(file, report.summary.e2el.meanMs, tell);
  const state = saturationSentence(report.saturation);
  if (state !== undefined) tell(state);
  const tryChanges = invocation.flags.get("try") !== false;
  const format = formatOf(invocation);
  if (catcher !== undefined) {
    const found = explainStep(catcher.found, config, server, tryChanges);
    if (format === "json") printJson(stepExplanationJson(found));
    else if (format === "csv") print(stepExplanationCsv(found));
    else print(stepExplanationText(found, config.server, width));
    return EXIT.ok;
  }
  const explanations = [];
  for (const one of "step" in wanted ? [] : wanted.requests) {
    const picked = pickRequest(report.result, one, config.warmup);
    explanations.push(await explainRequest(report, picked, config, workloads, tryChanges));
  }
  if (format === "json") {
    const all = explanations.map(requestExplanationJson);
    printJson(all.length === 1 ? all[0] : all);
  } else if (format === "csv") print(requestExplanationCsv(explanations));
  else print(explanations.map((one) => requestText(one, report, width)).join("\n"));
  return EXIT.ok;
}

/** @throws UserError unless exactly one thing is asked for */
function wantedOf(
  invocation: Invocation,
): { readonly step: number | "longest" } | { readonly requests: readonly Wanted[] } {
  const names = ["request", "step", "slowest", ...PERCENTILES.map((p) => `p${p}` as const)] as const;
  const asked = names.filter((name) => invocation.flags.has(name));
  if (asked.length !== 1) {
    throw new UserError({
      field: asked.length === 0 ? "explain" : asked.map((name) => `--${name}`).join(", "),
      message: asked.length === 0 ? "needs to know what" : "are too many: one thing is explained at a time",
      remedy:
        "Give --request N, --p99 ttft (p50, p90, p95, slowest; tpot, e2el), --step N, or --slowest step",
    });
  }
  const step = flagValue(invocation, "step");
  if (step !== undefined) return { step };
  const slowest = flagValue(invocation, "slowest");
  if (slowest === "step") return { step: "longest" };
  if (invocation.flags.has("replica")) {
    throw new UserError({
      field: "--replica",
      message: "goes with steps: requests are numbered over all replicas",
    });
  }
  const request = flagValue(invocation, "request");
  if (request !== undefined)
    return {
      requests: [
        { request, metric: "ttft" },
        { request, metric: "e2el" },
      ],
    };
  if (slowest !== undefined) return { requests: [{ percentile: 100, metric: slowest }] };
  return {
    requests: PERCENTILES.flatMap((percentile): Wanted[] => {
      const metric = flagValue(invocation, `p${percentile}`);
      return metric === undefined ? [] : [{ percentile, metric }];
    }),
  };
}

function catcherOf(
  step: number | "longest",
  invocation: Invocation,
  { replicas }: ScenarioConfig,
): StepCatcher {
  const replica =
    flagValue(invocation, "replica") ?? (step === "longest" ? undefined : FLAGS.replica.default);
  if (replica === undefined || replica < replicas) return new StepCatcher(step, replica);
  throw new UserError({
    ...{ field: "--replica", got: replica },
    message:
      replicas === 1
        ? "is no replica of this run: there is one, 0"
        : `is no replica of this run: they are numbered from 0 to ${replicas - 1}`,
  });
}

function resultFile(word: string): string {
  const isFolder = existsSync(word) && statSync(word).isDirectory();
  const file = isFolder ? join(word, "result.json") : word;
  if (existsSync(file)) return file;
  throw new UserError({
    where: { file: word },
    message: isFolder ? "holds no result.json" : "does not exist",
    remedy: "Name the output folder of one run, or its result.json",
  });
}

function configuredBy(invocation: Invocation, file: string): Invocation {
  if (invocation.flags.has("config")) {
    throw new UserError({ field: "--config", message: "and an earlier run cannot both be given" });
  }
  const config: [FlagName, string] = ["config", file];
  return { ...invocation, flags: new Map([...invocation.flags, config]) };
}

/** An explanation of another run than the one that was meant would mislead. */
function tellDifference(file: string, meanMs: number, tell: (sentence: string) => void): void {
  const { mean_e2el_ms: before } = JSON.parse(readFileSync(file, "utf8")) as {
    readonly mean_e2el_ms?: unknown;
  };
  if (typeof before !== "number" || before === meanMs) return;
  tell(
    `${file} has a mean E2EL of ${before} ms, run again it is ${meanMs} ms: settings or the program have changed since`,
  );
}
