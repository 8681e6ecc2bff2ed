import { combinations } from "../config/axes.ts";
import { type FlagName, SETTING_NAMES } from "../config/flags.ts";
import { type ScenarioConfig, scenarioConfig } from "../config/scenario-config.ts";
import { settingsData } from "../config/settings.ts";
import { EXIT, type ExitCode, UserError } from "../errors.ts";
import { formatCount } from "../report/format.ts";
import type { Point } from "../report/html/sweep/points.ts";
import {
  type Comparison,
  comparisonOf,
  comparisonsCsv,
  comparisonsJson,
  pairsText,
  runsText,
} from "../sweep/compare/compare-table.ts";
import { COMPARED } from "../sweep/compare/difference.ts";
import { pairsBetween, pairsWithin } from "../sweep/compare/pairs.ts";
import { finishedScenario, questionOfSources } from "../sweep/compare/question.ts";
import { readRun } from "../sweep/compare/run-folder.ts";
import { isRandom, runSeeds } from "../sweep/compare/run-seeds.ts";
import { comparedRecord, type Sample } from "../sweep/compare/sample.ts";
import { type RunSource, type Source, type SweepSource, sourceOf } from "../sweep/compare/sources.ts";
import { estimate } from "../sweep/estimate.ts";
import type { Findings } from "../sweep/experiment/experiment-folder.ts";
import type { ExperimentScenario } from "../sweep/experiment/experiment-manifest.ts";
import { readManifest } from "../sweep/manifest.ts";
import type { SeededScenario } from "../sweep/seeded-scenario.ts";
import { ResultStore } from "../sweep/store.ts";
import { type Invocation, isOn, textOf } from "./command.ts";
import { REAL_SERVER } from "./common-flags.ts";
import { ExperimentOutput } from "./experiment-output.ts";
import { flagValue } from "./flag-value.ts";
import { withPool } from "./plan-scenarios.ts";
import { formatOf, note, print, printJson } from "./print.ts";
import { settingsOf } from "./settings-of.ts";
import { widthOf } from "./terminal.ts";
import { VERSION } from "./version.ts";

const SEEDS = 5;
const DEFAULT_AXIS = "latency-model";

/** Results, scenarios or sweeps side by side; or a simulation beside measured results. */
export async function run(invocation: Invocation): Promise<ExitCode | undefined> {
  const against = textOf(invocation, "against");
  if (against !== undefined) {
    const { compareAgainst } = await import("./compare-against.ts");
    return compareAgainst(invocation, against);
  }
  const sources = invocation.words.map(sourceOf);
  checkFlags(invocation, sources);
  const sweeps = sources.filter((source) => source.kind === "sweep");
  if (sweeps.length > 0 && sweeps.length < sources.length) {
    throw new UserError({ field: "compare", message: "takes sweeps or single runs, not both at once" });
  }
  if (sources.length < 2 && sweeps.length !== 1) {
    throw new UserError({
      field: "compare",
      message: "needs two or more runs, or one sweep",
      remedy: "Give --output folders, result.json, or files of settings; measured results with --against",
    });
  }
  const output = new ExperimentOutput(invocation);
  const compared =
    sweeps.length > 0
      ? ofSweeps(invocation, sweeps, output)
      : await ofRuns(invocation, sources as RunSource[], output);
  show(invocation, compared.comparisons, sweeps.length > 0);
  await output.answer(() => findings(invocation, compared, sweeps.length > 0));
  return EXIT.ok;
}

/** @throws UserError for flags that would change nothing */
function checkFlags({ flags }: Invocation, sources: readonly Source[]): void {
  const given = (names: readonly FlagName[]) => names.find((name) => flags.has(name));
  const isSweep = sources.some(({ kind }) => kind === "sweep");
  const isFinished = sources.every(({ kind }) => kind === "run") && !flags.has("seeds");
  const idle = [
    { name: given(["config"]), message: "is not taken here: name the file itself" },
    { name: isSweep ? undefined : given(["by"]), message: "names an axis of a sweep, and these are runs" },
    {
      name: isSweep ? given(["seeds"]) : undefined,
      message: "does nothing: a sweep has the seeds of its file",
    },
    {
      name: isSweep || isFinished ? given([...SETTING_NAMES, ...REAL_SERVER]) : undefined,
      message: "does nothing to results that are there",
      remedy: isSweep ? "Change the sweep's file" : "With --seeds the runs are made again, with it",
    },
  ].find(({ name }) => name !== undefined);
  if (idle === undefined) return;
  const { name, message, remedy } = idle;
  throw new UserError({ field: `--${name}`, message, ...(remedy === undefined ? {} : { remedy }) });
}

/** What was compared, and what was looked at for it. */
interface Compared {
  readonly comparisons: readonly Comparison[];
  readonly scenarios: readonly ExperimentScenario[];
}

function ofSweeps(
  invocation: Invocation,
  sources: readonly SweepSource[],
  output: ExperimentOutput,
): Compared {
  const sweeps = sources.map(({ name, folder }) => ({
    name,
    plan: readManifest(folder, { anyEngine: true }),
    store: new ResultStore(folder),
  }));
  const [first] = sweeps;
  const axis = textOf(invocation, "by") ?? DEFAULT_AXIS;
  output.ask({
    command: "compare",
    options: sweeps.length === 1 ? { by: axis } : {},
    settings: {},
    sources: sources.map(({ name, folder: path }) => ({ name, path })),
  });
  const scenarios = sweeps.flatMap(({ name, plan, store }) => {
    const ids = store.ids();
    return plan.scenarios
      .filter(({ id }) => ids.has(id))
      .map(({ id, point }) => ({ id, labels: { sweep: name, ...point }, settings: {} }));
  });
  if (sweeps.length === 1) {
    return { comparisons: pairsWithin(first!.plan, first!.store, axis).map(comparisonOf), scenarios };
  }
  const { pairs, unmatched } = pairsBetween(sweeps);
  if (unmatched > 0) note(`${formatCount(unmatched)} points have no counterpart in ${first!.name}`);
  if (pairs.length === 0)
    throw new UserError({ field: "compare", message: "finds no point that the sweeps share" });
  return { comparisons: pairs.map(comparisonOf), scenarios };
}

async function ofRuns(
  invocation: Invocation,
  sources: readonly RunSource[],
  output: ExperimentOutput,
): Promise<Compared> {
  const asked = flagValue(invocation, "seeds");
  // Finished runs are one seed each; with --seeds they are made again.
  const runs: (SeededScenario | undefined)[] = [];
  for (const { kind, name, file } of sources) {
    const isRun = kind === "scenario" || asked !== undefined;
    runs.push(isRun ? { name, config: await scenarioOf(invocation, file) } : undefined);
  }
  const scenarios = runs.filter((run) => run !== undefined);
  const seeds = asked ?? (scenarios.length === sources.length ? SEEDS : 1);
  const asking = named(sources).map(({ name, file: path }, i) => {
    const own = runs[i] === undefined ? {} : { settings: settingsData(runs[i].config.settings) };
    return { name, path, ...own };
  });
  output.ask(questionOfSources(asking, scenarios.length === 0 ? {} : { seeds }));
  const finished = asked === undefined ? sources.filter((source) => source.kind === "run") : [];
  const known = finished.map(finishedScenario);
  const { found: records, runs: made } = await simulated(invocation, scenarios, seeds);
  let next = 0;
  const samples = named(sources).map((source, i): Sample => {
    if (source.kind === "scenario" || runs[i] !== undefined)
      return { name: source.name, runs: records[next++]! };
    return { name: source.name, runs: new Map([["0", readRun(source.file, source.folder)]]) };
  });
  const [base, ...others] = samples;
  const comparisons = others.map((other) => comparisonOf({ labels: {}, base: base!, other }));
  return { comparisons, scenarios: [...made, ...known] };
}

/** Folders of equal names are told apart by their order. */
function named(sources: readonly RunSource[]): RunSource[] {
  const names = sources.map(({ name }) => name);
  const double = new Set(names).size < names.length;
  return sources.map((source, i) => (double ? { ...source, name: `${source.name} (${i + 1})` } : source));
}

async function simulated(
  invocation: Invocation,
  scenarios: readonly SeededScenario[],
  seeds: number,
): Promise<{ readonly found: Sample["runs"][]; readonly runs: readonly ExperimentScenario[] }> {
  if (scenarios.length === 0) return { found: [], runs: [] };
  const tell = isOn(invocation, "quiet") ? () => {} : note;
  if (seeds > 1 && !scenarios.some(({ config }) => isRandom(config))) {
    tell("the workloads are traces with their own arrival times: seeds change nothing, one run each");
  }
  return withPool(invocation, async (pool, onNote) => {
    const records = await runSeeds(pool, scenarios, seeds, onNote);
    return records.map((runs) => new Map(runs.map((record, k) => [String(k), comparedRecord(record)])));
  });
}

/** As `run --config FILE` with the other flags would make it. */
async function scenarioOf(invocation: Invocation, file: string): Promise<ScenarioConfig> {
  const flags = new Map([...invocation.flags, ["config", file] as const]);
  const [only, ...more] = combinations(await settingsOf({ ...invocation, flags }));
  if (more.length > 0) {
    throw new UserError({
      where: { file },
      message: `describes ${more.length + 1} scenarios, and one is compared with another`,
      remedy: "Make it a sweep, and compare that",
    });
  }
  return scenarioConfig(only!);
}

function show(invocation: Invocation, comparisons: readonly Comparison[], many: boolean): void {
  const format = formatOf(invocation);
  if (format === "json") printJson(comparisonsJson(comparisons));
  else if (format === "csv") print(comparisonsCsv(comparisons));
  else if (many) print(pairsText(comparisons, widthOf()));
  else print(runsText(comparisons, widthOf()));
}

async function findings(
  invocation: Invocation,
  { comparisons, scenarios }: Compared,
  many: boolean,
): Promise<Findings> {
  const { sweepPage } = await import("../report/html/sweep/sweep-page.ts");
  const axis = textOf(invocation, "by") ?? DEFAULT_AXIS;
  const page = sweepPage(pointsOf(comparisons, axis, many), {
    ...{ title: "Comparison", notes: [], version: VERSION },
  });
  return {
    csv: comparisonsCsv(comparisons),
    json: comparisonsJson(comparisons),
    scenarios,
    more: { "report.html": page },
  };
}

/** Both sides of every pair, for charts. */
function pointsOf(comparisons: readonly Comparison[], axis: string, many: boolean): Point[] {
  const points = new Map<string, Point>();
  for (const { labels, base, other } of comparisons) {
    for (const sample of [base, other]) {
      const own = { ...labels, [many ? axis : "run"]: sample.name };
      const runs = [...sample.runs.values()];
      const figures = COMPARED.map(({ key }) => {
        const { mean, ci95 } = estimate(runs.map((one) => one.figures[key] ?? Number.NaN));
        return [key, { mean, ci95 }] as const;
      });
      points.set(JSON.stringify(own), {
        labels: own,
        figures: Object.fromEntries(figures.filter(([, { mean }]) => Number.isFinite(mean))),
        overloaded: runs.some((one) => one.overloaded),
      });
    }
  }
  return [...points.values()];
}
