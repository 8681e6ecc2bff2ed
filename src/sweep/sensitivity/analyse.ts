import type { ScenarioConfig } from "../../config/scenario-config.ts";
import { type ComparedFigure, type Difference, differenceOf } from "../compare/difference.ts";
import { isRandom, runSeeds } from "../compare/run-seeds.ts";
import { comparedRecord, type Sample } from "../compare/sample.ts";
import type { WorkerPool } from "../pool.ts";
import type { ScenarioRecord } from "../record.ts";
import { clampReason, idleReason, type Knob, LEVELS, turned, unmovedReason } from "./knobs.ts";

/** What a tornado is drawn of. */
const TORNADO_FIGURES: readonly ComparedFigure[] = [
  { key: "p99_ttft_ms", group: "TTFT", name: "p99", unit: "ms" },
  { key: "p99_tpot_ms", group: "TPOT", name: "p99", unit: "ms" },
  { key: "request_goodput", group: "goodput", name: "", unit: "req/s" },
];

/** One knob and what its changes do. */
export interface KnobEffect {
  readonly knob: Knob;
  /** By figure, then one a level. */
  readonly effects: ReadonlyMap<string, readonly Difference[]>;
  /** Share of prompts cached at each level: hits cannot be set exactly. */
  readonly cachedShares: readonly number[];
  /** Ids of the runs of each level, by which `results/` holds them. */
  readonly ids: readonly (readonly string[])[];
}

/** What is to be said of a knob. */
export interface Remark {
  readonly knob: Knob;
  readonly reason: string;
}

export interface Sensitivity {
  readonly base: Sample;
  readonly baseIds: readonly string[];
  /** Whether another seed would give another run. */
  readonly random: boolean;
  /** Figures that the scenario has. */
  readonly figures: readonly ComparedFigure[];
  readonly knobs: readonly KnobEffect[];
  /** Knobs that mean nothing here, and why. */
  readonly idle: readonly Remark[];
  /** Knobs that change nothing at any level, and what makes that so; knobs that could not be turned all the way. */
  readonly remarks: readonly Remark[];
}

/** Runs a scenario with each knob turned either way, with the same random numbers, and sets the runs against it as it is. */
export async function analyseSensitivity(
  config: ScenarioConfig,
  wanted: readonly Knob[],
  seeds: number,
  pool: WorkerPool,
  onNote: (sentence: string) => void,
): Promise<Sensitivity> {
  const knobs = [...new Set(wanted)];
  const [asItIs] = await runSeeds(pool, [{ name: "", config }], seeds, onNote);
  const base = sampleOf("as it is", asItIs!);
  const idle = knobs.flatMap((knob) => {
    const reason = idleReason(knob, config, asItIs![0]!);
    return reason === undefined ? [] : [{ knob, reason }];
  });
  const active = knobs.filter((knob) => !idle.some((one) => one.knob === knob));
  const scenarios = active.flatMap((knob) => LEVELS.map((level) => turned(config, knob, level)));
  const records = await runSeeds(pool, scenarios, seeds, onNote);
  const figures = TORNADO_FIGURES.filter(({ key }) => typeof asItIs![0]!.figures[key] === "number");
  const effectsOf = active.map((knob, at): KnobEffect => {
    const own = records.slice(at * LEVELS.length, (at + 1) * LEVELS.length);
    const samples = own.map((runs, level) => sampleOf(`${LEVELS[level]}`, runs));
    const effects = figures.map(
      (figure) => [figure.key, samples.map((sample) => differenceOf(figure, base, sample))] as const,
    );
    return { knob, effects: new Map(effects), cachedShares: own.map(cachedShare), ids: own.map(idsOf) };
  });
  const remarks = effectsOf.flatMap((effect) => {
    const reason = movesNothing(effect)
      ? unmovedReason(effect.knob, asItIs!)
      : clampReason(effect.knob, config);
    return reason === undefined ? [] : [{ knob: effect.knob, reason }];
  });
  const baseIds = idsOf(asItIs!);
  return { base, baseIds, random: isRandom(config), figures, idle, remarks, knobs: effectsOf };
}

function idsOf(runs: readonly ScenarioRecord[]): string[] {
  return runs.map(({ id }) => id);
}

function cachedShare(runs: readonly ScenarioRecord[]): number {
  return runs.reduce((sum, { breakdown }) => sum + breakdown.cachedShare, 0) / runs.length;
}

/** Whether all figures are the same at every level. */
export function movesNothing({ effects }: KnobEffect): boolean {
  return [...effects.values()].flat().every(({ base, other }) => base === other || Number.isNaN(base));
}

function sampleOf(name: string, records: readonly ScenarioRecord[]): Sample {
  return { name, runs: new Map(records.map((record, k) => [String(k), comparedRecord(record)])) };
}
