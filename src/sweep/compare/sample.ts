import type { MeanWaterfall } from "../../metrics/waterfall.ts";
import type { ScenarioRecord } from "../record.ts";

/** One run as comparisons see it, wherever it comes from. */
export interface ComparedRun {
  /** Figures by vLLM's names; null = nothing to measure. */
  readonly figures: Readonly<Record<string, number | null>>;
  /** Parts of the mean TTFT and of the mean E2EL, milliseconds. Absent where single requests are not known. */
  readonly waterfallMs?: MeanWaterfall;
  /** Mean time of a step, milliseconds, by part. Absent where it is not known. */
  readonly stepParts?: Readonly<Record<string, number>>;
  /** What shapes the steps: tokens in each, share of prompts from the cache, preemptions. */
  readonly conditions: Readonly<Record<string, number>>;
  readonly overloaded: boolean;
  /** Settings that rerun it. */
  readonly config: Readonly<Record<string, unknown>>;
}

/** Runs that differ in their seed only. */
export interface Sample {
  readonly name: string;
  /** By seed. */
  readonly runs: ReadonlyMap<string, ComparedRun>;
}

export function comparedRecord(record: ScenarioRecord): ComparedRun {
  const { figures, breakdown, latencyShare, saturation, preemptions, config } = record;
  const { waterfallMs, stepMs, tokensPerStep, cachedShare } = breakdown;
  const parts = Object.entries(latencyShare).map(([part, share]) => [part, share * stepMs]);
  return {
    figures,
    waterfallMs,
    stepParts: Object.fromEntries(parts),
    conditions: { "tokens a step": tokensPerStep, "share of prompts cached": cachedShare, preemptions },
    overloaded: saturation.verdict === "overloaded",
    config,
  };
}

/** Mean over the runs of a sample of whatever `value` takes of them; NaN where none has it. */
export function meanOf({ runs }: Sample, value: (run: ComparedRun) => number | null | undefined): number {
  const known = [...runs.values()]
    .map(value)
    .filter((one) => typeof one === "number" && Number.isFinite(one));
  return known.length === 0 ? Number.NaN : known.reduce<number>((sum, one) => sum + one!, 0) / known.length;
}
