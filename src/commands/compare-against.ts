import { combinations } from "../config/axes.ts";
import type { FlagName } from "../config/flags.ts";
import { loadModel } from "../config/models.ts";
import { scenarioConfig } from "../config/scenario-config.ts";
import { flagValues, isExplicit, type Settings, settingsData } from "../config/settings.ts";
import { EXIT, type ExitCode, UserError } from "../errors.ts";
import { readTruth } from "../metrics/truth/read.ts";
import type { Truth } from "../metrics/truth/truth.ts";
import { accuracyText } from "../report/accuracy-table.ts";
import { requestsCsv } from "../report/requests-csv.ts";
import { saturationSentence } from "../report/saturation-text.ts";
import { runAgainst, type Verdict } from "../sweep/against/run-against.ts";
import { workloadOfTruth } from "../sweep/against/truth-workload.ts";
import { againstRecord, verdictsCsv, verdictsJson } from "../sweep/against/verdict-files.ts";
import { questionOfSources } from "../sweep/compare/question.ts";
import type { Findings } from "../sweep/experiment/experiment-folder.ts";
import type { ExperimentScenario } from "../sweep/experiment/experiment-manifest.ts";
import { ResultStore } from "../sweep/store.ts";
import { type Invocation, isOn, textOf } from "./command.ts";
import { ExperimentOutput } from "./experiment-output.ts";
import { formatOf, note, print, printJson } from "./print.ts";
import { settingsOf } from "./settings-of.ts";

/** Simulates every run of a file of measured results, and prints both side by side. */
export async function compareAgainst(invocation: Invocation, file: string): Promise<ExitCode> {
  if (invocation.words.length > 0) {
    throw new UserError({
      field: "--against",
      message: "compares with a simulation of its own, not with results",
      got: invocation.words[0],
    });
  }
  const tell = isOn(invocation, "quiet") ? () => {} : note;
  const output = new ExperimentOutput(invocation);
  const planned: Planned[] = [];
  for (const truth of await readTruth(file)) {
    for (const { settings, labels } of combinations(await settingsFor(invocation, truth, tell))) {
      const run = truth.name === "" ? {} : { run: truth.name };
      planned.push({ truth, settings, labels: { ...run, ...labels } });
    }
  }
  const sources = planned.map(({ labels, settings }) => {
    return { name: Object.entries(labels).flat().join(" "), path: file, settings: settingsData(settings) };
  });
  output.ask(questionOfSources(sources, { against: file }));
  const verdicts: Labelled[] = [];
  for (const one of planned) {
    verdicts.push({ ...one, verdict: await oneVerdict(one.truth, one.settings, tell) });
  }
  for (const sentence of new Set(verdicts.flatMap(({ verdict }) => verdict.notes))) tell(sentence);
  show(invocation, verdicts);
  await output.answer(() => findings(textOf(invocation, "output")!, verdicts));
  return EXIT.ok;
}

/** A measured run and the settings to simulate it with. */
interface Planned {
  readonly truth: Truth;
  readonly settings: Settings;
  readonly labels: Readonly<Record<string, string>>;
}

interface Labelled extends Planned {
  readonly verdict: Verdict;
}

/** Single requests of several runs in files of their own. */
function findings(folder: string, verdicts: readonly Labelled[]): Findings {
  const store = new ResultStore(folder);
  store.open();
  const scenarios = verdicts.map(({ truth, settings, labels, verdict }): ExperimentScenario => {
    const { id, text } = againstRecord(truth, settings, verdict);
    store.writeResult(id, text);
    return { id, labels, settings: settingsData(settings) };
  });
  const files = verdicts.map(({ verdict }, i) => {
    const name = verdicts.length === 1 ? "requests.csv" : `requests-${scenarios[i]!.id}.csv`;
    return [name, requestsCsv(verdict.report)] as const;
  });
  const json = verdictsJson(verdicts);
  return { csv: verdictsCsv(verdicts), json, scenarios, more: Object.fromEntries(files) };
}

async function oneVerdict(
  truth: Truth,
  settings: Settings,
  tell: (sentence: string) => void,
): Promise<Verdict> {
  const scenario = scenarioConfig({ settings, labels: {} });
  const { seed = 0, "max-concurrency": limit } = flagValues(settings);
  if (hasWorkload(settings) && truth.requests === undefined) return runAgainst(truth, scenario, undefined);
  if (truth.requests === undefined) {
    throw new UserError({
      where: { file: truth.file },
      message: "holds no single requests to replay",
      remedy: "Describe the workload (--workload, --random-input-len, ...), or measure with --save-detailed",
    });
  }
  const { workload, note: sentence } = workloadOfTruth(truth, seed, limit);
  tell(sentence);
  return runAgainst(truth, scenario, workload);
}

/**
 * The settings of the invocation; what it leaves open of model, rate and numbers is as measured.
 */
async function settingsFor(
  invocation: Invocation,
  truth: Truth,
  tell: (sentence: string) => void,
): Promise<Settings> {
  const given = await settingsOf({ ...invocation, flags: new Map([...invocation.flags, ["quiet", true]]) });
  const measured: [FlagName, string][] = [];
  if (!isExplicit(given.get("model"))) measured.push(["model", modelOf(truth)]);
  if (truth.requests === undefined && hasWorkload(given)) {
    const own: [FlagName, number | undefined][] = [
      ["num-prompts", truth.completed + truth.failed],
      ["request-rate", truth.requestRate],
      ["max-concurrency", truth.maxConcurrency],
    ];
    for (const [name, value] of own) {
      if (value === undefined || isExplicit(given.get(name))) continue;
      measured.push([name, value === Number.POSITIVE_INFINITY ? "inf" : String(value)]);
    }
  }
  const loads = ["request-rate", "max-concurrency", "trace"] as const;
  const isKnown = (name: FlagName) => isExplicit(given.get(name)) || measured.some(([own]) => own === name);
  if (truth.requests === undefined && hasWorkload(given) && !loads.some(isKnown)) {
    tell(
      "the file does not say at which rate requests were sent: all at once; else give --request-rate or --max-concurrency",
    );
  }
  if (measured.length > 0) tell(`as measured: ${measured.map((pair) => pair.join(" ")).join(", ")}`);
  return settingsOf({ ...invocation, flags: new Map([...measured, ...invocation.flags]) });
}

function modelOf({ modelId, file }: Truth): string {
  const remedy = "Give --model";
  if (modelId === undefined) {
    throw new UserError({ where: { file }, message: "does not say which model was measured", remedy });
  }
  try {
    loadModel(modelId);
    return modelId;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const message = "is not a model that is known here";
    throw new UserError({ where: { file }, field: "model_id", message, got: modelId, remedy });
  }
}

/** Whether the user described a workload: needed where the file holds no single requests. */
function hasWorkload(settings: Settings): boolean {
  const names = ["workload", "random-input-len", "random-output-len", "prompt-tokens", "trace"] as const;
  return names.some((name) => isExplicit(settings.get(name)));
}

function show(invocation: Invocation, verdicts: readonly Labelled[]): void {
  const format = formatOf(invocation);
  if (format === "json") printJson(verdictsJson(verdicts));
  else if (format === "csv") print(verdictsCsv(verdicts));
  else print(verdicts.map(verdictText).join("\n"));
}

function verdictText({ labels, verdict: { accuracy, causes, report } }: Labelled): string {
  const title = Object.entries(labels).flat().join(" ");
  const state = saturationSentence(report.saturation);
  const lines = [...causes, ...(state === undefined ? [] : [state])];
  return `${title === "" ? "" : `${title}\n`}${accuracyText(accuracy)}\n${lines.join("\n")}\n`;
}
