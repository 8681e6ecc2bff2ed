import { figureOf } from "../capacity/evaluation.ts";
import { figureKey, type Objective } from "../capacity/slo.ts";
import type { Candidate, Offer } from "./candidate.ts";
import { paretoFront } from "./pareto.ts";

/** What all candidates come to. */
export interface Recommendation {
  /** Those that meet the objectives from the cheapest up, then the others. */
  readonly candidates: readonly Candidate[];
  readonly winner: Offer | undefined;
  /** That of the least energy; undefined where none meets the objectives, or no power is known. */
  readonly thriftiest: Offer | undefined;
  /** Steady offers that no other beats: tokens/s/GPU against tokens/s/user. */
  readonly speedFront: readonly Offer[];
  /** Those that meet the objectives and that no other beats: cost against the first objective's figure. */
  readonly costFront: readonly Offer[];
}

export function recommendation(
  candidates: readonly Candidate[],
  objectives: readonly Objective[],
): Recommendation {
  const cost = ({ best }: Candidate) => best?.costPerMillion ?? Number.POSITIVE_INFINITY;
  const rank = (candidate: Candidate) => (Number.isNaN(cost(candidate)) ? Number.MAX_VALUE : cost(candidate));
  const ordered = candidates.toSorted((a, b) => {
    // Where prices are not known, fewer GPUs are cheaper.
    return rank(a) === rank(b) ? (a.best?.gpus ?? 0) - (b.best?.gpus ?? 0) : rank(a) - rank(b);
  });
  const offers = candidates.flatMap(({ offers: all, best }) => [
    ...all,
    ...(best === undefined ? [] : [best]),
  ]);
  const distinct = [...new Map(offers.map((offer) => [offerKey(offer), offer])).values()];
  const steady = distinct.filter(({ evaluation }) => evaluation.stable);
  return {
    candidates: ordered,
    winner: ordered[0]?.best,
    thriftiest: candidates
      .flatMap(({ best }) => (best !== undefined && best.kwhPerMillion > 0 ? [best] : []))
      .sort((a, b) => a.kwhPerMillion - b.kwhPerMillion)[0],
    speedFront: paretoFront(
      steady,
      { of: (offer) => offer.tokensPerSecondPerUser, better: "more" },
      { of: (offer) => offer.tokensPerSecondPerGpu, better: "more" },
    ),
    costFront: paretoFront(
      steady.filter(({ sustained }) => sustained),
      { of: (offer) => offer.costPerMillion, better: "less" },
      { of: ({ evaluation }) => figureOf(evaluation, figureKey(objectives[0]!)), better: "less" },
    ),
  };
}

function offerKey({ config, evaluation }: Offer): string {
  return JSON.stringify([
    config.labels,
    config.server.gpu.name,
    config.server.tp,
    config.replicas,
    evaluation.load,
  ]);
}

/** What tells a fleet from others: model, GPU, tp, replicas. */
export function nameCells({ config: { server, replicas } }: Pick<Offer, "config">): string[] {
  return [server.model.name, server.gpu.name, String(server.tp), String(replicas)];
}
