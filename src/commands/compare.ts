import { combinations } from "../config/axes.ts";
import { type FlagName, SETTING_NAMES } from "../config/flags.ts";
import { type ScenarioConfig, scenarioConfig } from "../config/scenario-config.ts";
import { EXIT, type ExitCode, UserError } from "../errors.ts";
import { formatCount } from "../report/format.ts";
import type { Point } from "../report/html/sweep/points.ts";
import { writeOutputFolder } from "../report/output-folder.ts";
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
import { readRun } from "../sweep/compare/run-folder.ts";
import { isRandom, runSeeds, type SeededScenario } from "../sweep/compare/run-seeds.ts";
import { comparedRecord, type Sample } from "../sweep/compare/sample.ts";
import { type Source, sourceOf } from "../sweep/compare/sources.ts";
import { estimate } from "../sweep/estimate.ts";
import { readManifest } from "../sweep/manifest.ts";
import { defaultWorkers, WorkerPool } from "../sweep/pool.ts";
import { ResultStore } from "../sweep/store.ts";
import { type Invocation, isOn, textOf } from "./command.ts";
import { REAL_SERVER } from "./common-flags.ts";
import { flagValue } from "./flag-value.ts";
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
  const comparisons =
    sweeps.length > 0 ? ofSweeps(invocation, sweeps) : await ofRuns(invocation, sources as RunSource[]);
  await show(invocation, comparisons, sweeps.length > 0);
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

type SweepSource = Extract<Source, { kind: "sweep" }>;
type RunSource = Exclude<Source, { kind: "sweep" }>;

function ofSweeps(invocation: Invocation, sources: readonly SweepSource[]): Comparison[] {
  const sweeps = sources.map(({ name, folder }) => ({
    name,
    plan: readManifest(folder, { anyEngine: true }),
    store: new ResultStore(folder),
  }));
  const [first] = sweeps;
  if (sweeps.length === 1) {
    const axis = textOf(invocation, "by") ?? DEFAULT_AXIS;
    return pairsWithin(first!.plan, first!.store, axis).map(comparisonOf);
  }
  const { pairs, unmatched } = pairsBetween(sweeps);
  if (unmatched > 0) note(`${formatCount(unmatched)} points have no counterpart in ${first!.name}`);
  if (pairs.length === 0)
    throw new UserError({ field: "compare", message: "finds no point that the sweeps share" });
  return pairs.map(comparisonOf);
}

async function ofRuns(invocation: Invocation, sources: readonly RunSource[]): Promise<Comparison[]> {
  const asked = flagValue(invocation, "seeds");
  // Finished runs are one seed each; with --seeds they are made again.
  const scenarios: SeededScenario[] = [];
  for (const source of sources) {
    if (source.kind === "scenario" || asked !== undefined) {
      scenarios.push({ name: source.name, config: await scenarioOf(invocation, source.file) });
    }
  }
  const seeds = asked ?? (scenarios.length === sources.length ? SEEDS : 1);
  const records = scenarios.length === 0 ? [] : await simulated(invocation, scenarios, seeds);
  let next = 0;
  const samples = named(sources).map((source): Sample => {
    if (source.kind === "scenario" || asked !== undefined)
      return { name: source.name, runs: records[next++]! };
    return { name: source.name, runs: new Map([["0", readRun(source.file, source.folder)]]) };
  });
  const [base, ...others] = samples;
  return others.map((other) => comparisonOf({ labels: {}, base: base!, other }));
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
): Promise<Sample["runs"][]> {
  const tell = isOn(invocation, "quiet") ? () => {} : note;
  if (seeds > 1 && !scenarios.some(({ config }) => isRandom(config))) {
    tell("the workloads are traces with their own arrival times: seeds change nothing, one run each");
  }
  const pool = new WorkerPool(flagValue(invocation, "workers") ?? defaultWorkers());
  try {
    const records = await runSeeds(pool, scenarios, seeds, tell);
    return records.map((runs) => new Map(runs.map((record, k) => [String(k), comparedRecord(record)])));
  } finally {
    await pool.close();
  }
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

async function show(
  invocation: Invocation,
  comparisons: readonly Comparison[],
  many: boolean,
): Promise<void> {
  const format = formatOf(invocation);
  if (format === "json") printJson(comparisonsJson(comparisons));
  else if (format === "csv") print(comparisonsCsv(comparisons));
  else if (many) print(pairsText(comparisons, widthOf()));
  else print(runsText(comparisons, widthOf()));
  const output = textOf(invocation, "output");
  if (output === undefined) return;
  const { sweepPage } = await import("../report/html/sweep/sweep-page.ts");
  writeOutputFolder(output, {
    "comparison.csv": comparisonsCsv(comparisons),
    "comparison.json": `${JSON.stringify(comparisonsJson(comparisons), null, 2)}\n`,
    "report.html": sweepPage(pointsOf(comparisons, textOf(invocation, "by") ?? DEFAULT_AXIS, many), {
      ...{ title: "Comparison", notes: [], version: VERSION },
    }),
  });
  if (!isOn(invocation, "quiet")) note(`comparison.csv, comparison.json and report.html are in ${output}`);
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
