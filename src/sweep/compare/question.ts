import { canonicalJson } from "../canonical-json.ts";
import { DataHashes } from "../data-hashes.ts";
import type { ExperimentScenario } from "../experiment/experiment-manifest.ts";
import type { Question, QuestionSource } from "../experiment/question.ts";
import { readRun } from "./run-folder.ts";
import type { FinishedRun } from "./sources.ts";

type SettingsData = Readonly<Record<string, unknown>>;

/**
 * @param sources those that are simulated with their settings
 * @param options what else was asked
 */
export function questionOfSources(
  sources: readonly QuestionSource[],
  options: Question["options"],
): Question {
  const simulated = sources.flatMap(({ settings }) => (settings === undefined ? [] : [settings]));
  const isShared = ([name, value]: [string, unknown]) =>
    simulated.every((settings) => canonicalJson(settings[name]) === canonicalJson(value));
  const only = (settings: SettingsData, shared: boolean) =>
    Object.fromEntries(Object.entries(settings).filter((entry) => isShared(entry) === shared));
  return {
    command: "compare",
    options,
    settings: only(simulated[0] ?? {}, true),
    sources: sources.map((source) =>
      source.settings === undefined ? source : { ...source, settings: only(source.settings, false) },
    ),
  };
}

/** Digits of a sha256, as many as ids of simulated scenarios have. */
const ID_DIGITS = 20;

/** A finished run has no id of its own: what its result.json holds names it. */
export function finishedScenario(run: FinishedRun): ExperimentScenario {
  const { name, file, folder } = run;
  return {
    id: new DataHashes().of(file).slice(0, ID_DIGITS),
    labels: { run: name, file },
    settings: readRun(file, folder).config,
  };
}
