import type { ScenarioConfig } from "../../config/scenario-config.ts";
import { type ComparedFigure, type Difference, differenceOf } from "../compare/difference.ts";
import { runSeeds } from "../compare/run-seeds.ts";
import { comparedRecord, type Sample } from "../compare/sample.ts";
import type { WorkerPool } from "../pool.ts";
import type { ScenarioRecord } from "../record.ts";
import { idleReason, type Knob, LEVELS, turned } from "./knobs.ts";

/** What a tornado is drawn of. */
export const TORNADO_FIGURES: readonly ComparedFigure[] = [
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
}

export interface Sensitivity {
  readonly base: Sample;
  /** Figures that the scenario has. */
  readonly figures: readonly ComparedFigure[];
  readonly knobs: readonly KnobEffect[];
  /** Knobs that mean nothing here, and why. */
  readonly idle: readonly { readonly knob: Knob; readonly reason: string }[];
}

/** Runs a scenario with each knob turned either way, with the same random numbers, and sets the runs against it as it is. */
export async function analyseSensitivity(
  config: ScenarioConfig,
  knobs: readonly Knob[],
  seeds: number,
  pool: WorkerPool,
  onNote: (sentence: string) => void,
): Promise<Sensitivity> {
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
  return {
    base,
    figures,
    idle,
    knobs: active.map((knob, at) => {
      const own = records.slice(at * LEVELS.length, (at + 1) * LEVELS.length);
      const samples = own.map((runs, level) => sampleOf(`${LEVELS[level]}`, runs));
      const effects = figures.map(
        (figure) => [figure.key, samples.map((sample) => differenceOf(figure, base, sample))] as const,
      );
      const cached = own.map(
        (runs) => runs.reduce((sum, { breakdown }) => sum + breakdown.cachedShare, 0) / runs.length,
      );
      return { knob, effects: new Map(effects), cachedShares: cached };
    }),
  };
}

function sampleOf(name: string, records: readonly ScenarioRecord[]): Sample {
  return { name, runs: new Map(records.map((record, k) => [String(k), comparedRecord(record)])) };
}
