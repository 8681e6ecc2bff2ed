import type { ScenarioConfig } from "../../config/scenario-config.ts";
import { isExplicit } from "../../config/settings.ts";
import { UserError } from "../../errors.ts";
import { formatFigure, formatShare } from "../../report/format.ts";
import { type Evaluation, figureOf, isSustained, outputTokenRate } from "../capacity/evaluation.ts";
import { Evaluator } from "../capacity/evaluator.ts";
import { findCapacity, STATE_TEXT } from "../capacity/find-capacity.ts";
import { askedLoad, atLoad, loadKind, withReplicas } from "../capacity/load.ts";
import { leastCount } from "../capacity/search.ts";
import { figureKey, type Objective } from "../capacity/slo.ts";
import type { WorkerPool } from "../pool.ts";
import { kvTokensOf } from "./kv-tokens.ts";
import type { Prices } from "./prices.ts";

/** One fleet under one load. */
export interface Offer {
  readonly config: ScenarioConfig;
  readonly gpus: number;
  readonly evaluation: Evaluation;
  /** Whether the load is sustained and every objective met. */
  readonly sustained: boolean;
  /** Of a million output tokens; NaN where the price of the GPU is not known. */
  readonly costPerMillion: number;
  /** Of the whole fleet, an hour. */
  readonly costPerHour: number;
  /** Energy of a million output tokens if every GPU drew its maximum throughout: an upper bound. NaN where that is not known. */
  readonly kwhPerMillion: number;
  readonly tokensPerSecondPerGpu: number;
  /** What one user sees while an answer is generated. */
  readonly tokensPerSecondPerUser: number;
}

/** A configuration that was considered. */
export interface Candidate {
  readonly config: ScenarioConfig;
  /** The cheapest fleet of it that meets the objectives; absent when none does. */
  readonly best?: Offer;
  /** All that was looked at. */
  readonly offers: readonly Offer[];
  /** Why there is none. */
  readonly reason?: string;
}

export interface RecommendSearch {
  readonly pool: WorkerPool;
  readonly objectives: readonly Objective[];
  readonly seeds: number;
  readonly prices: Prices;
  readonly maxReplicas: number;
  /** Whether the load is given: a trace, or a rate. Else every configuration is loaded as much as it bears. */
  readonly fixedLoad: boolean;
  readonly onNote: (sentence: string) => void;
}

const SECONDS_PER_HOUR = 3600;
const MILLION = 1e6;

/** The cheapest way to run a configuration under the objectives: with as few replicas as the load needs, or loaded to its capacity. */
export async function considerCandidate(config: ScenarioConfig, search: RecommendSearch): Promise<Candidate> {
  try {
    checkStarts(config);
    return search.fixedLoad ? await fewestReplicas(config, search) : await atCapacity(config, search);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { config, offers: [], reason: error.message };
  }
}

/** vLLM starts only where its KV cache holds a request of the longest kind. */
function checkStarts({ server, settings }: ScenarioConfig): void {
  const { maxModelLen } = server.engine;
  const tokens = kvTokensOf(server);
  if (!isExplicit(settings.get("max-model-len")) || tokens >= maxModelLen) return;
  throw new UserError({
    field: `--max-model-len ${maxModelLen}`,
    message: `is more than its KV cache holds, ${tokens} tokens: vLLM would refuse to start`,
  });
}

async function fewestReplicas(config: ScenarioConfig, search: RecommendSearch): Promise<Candidate> {
  const { pool, objectives, seeds, maxReplicas, onNote } = search;
  const kind = loadKind(config);
  const load = askedLoad(config, kind);
  const offers = new Map<number, Offer>();
  const offerWith = async (replicas: number): Promise<Offer> => {
    const known = offers.get(replicas);
    if (known !== undefined) return known;
    const fleet = withReplicas(config, replicas);
    const evaluation = await new Evaluator(pool, fleet, kind, seeds, onNote).at(load);
    const offer = offerOf(fleet, evaluation, search);
    offers.set(replicas, offer);
    return offer;
  };
  const fewest = await leastCount(maxReplicas, async (replicas) => (await offerWith(replicas)).sustained);
  const all = () => [...offers.values()];
  if (fewest === undefined) {
    const worst = await offerWith(maxReplicas);
    return {
      config,
      offers: all(),
      reason: `not even ${maxReplicas} replicas will do: ${missed(worst, objectives)}`,
    };
  }
  // A little more than needed, for the trade-off between cost and latency.
  for (const more of [fewest + 1, Math.ceil(fewest * 1.5)]) if (more <= maxReplicas) await offerWith(more);
  return { config, best: await offerWith(fewest), offers: all() };
}

async function atCapacity(config: ScenarioConfig, search: RecommendSearch): Promise<Candidate> {
  const { sustained, binding, curve, kind } = await findCapacity(config, search);
  const offers = curve.map((evaluation) =>
    offerOf(atLoad(config, kind, evaluation.load), evaluation, search),
  );
  if (sustained === undefined) return { config, offers, reason: `no load is low enough for ${binding}` };
  return { config, best: offerOf(atLoad(config, kind, sustained.load), sustained, search), offers };
}

function offerOf(
  config: ScenarioConfig,
  evaluation: Evaluation,
  { prices, objectives }: Pick<RecommendSearch, "prices" | "objectives">,
): Offer {
  const { server, replicas } = config;
  const gpus = server.tp * replicas;
  const price = prices.perGpuHour[server.gpu.name] ?? Number.NaN;
  const watts = prices.power[server.gpu.name]?.watts ?? Number.NaN;
  const tokensPerSecond = outputTokenRate(evaluation);
  const millionsPerHour = (tokensPerSecond * SECONDS_PER_HOUR) / MILLION;
  const tpotMs = figureOf(evaluation, "mean_tpot_ms");
  return {
    config,
    gpus,
    evaluation,
    sustained: isSustained(evaluation, objectives),
    costPerHour: gpus * price,
    costPerMillion: (gpus * price) / millionsPerHour,
    kwhPerMillion: (gpus * watts) / 1000 / millionsPerHour,
    tokensPerSecondPerGpu: tokensPerSecond / gpus,
    tokensPerSecondPerUser: 1000 / tpotMs,
  };
}

function missed({ evaluation }: Offer, objectives: readonly Objective[]): string {
  if (!evaluation.stable) return STATE_TEXT[evaluation.state];
  if (evaluation.rejectedShare > 0) {
    return `${formatShare(evaluation.rejectedShare)} of the requests are longer than the server takes`;
  }
  return objectives
    .map((objective) => [objective, figureOf(evaluation, figureKey(objective))] as const)
    .filter(([{ limitMs }, value]) => !(value < limitMs))
    .map(([{ text }, value]) => `${text} is ${formatFigure(value)} ms`)
    .join(", ");
}
