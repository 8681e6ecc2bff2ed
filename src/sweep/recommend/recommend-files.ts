import { csvText } from "../../report/csv.ts";
import { figureOf, servedRate } from "../capacity/evaluation.ts";
import { figureKey, type Objective } from "../capacity/slo.ts";
import type { Offer } from "./candidate.ts";
import type { Prices } from "./prices.ts";
import { nameCells, type Recommendation } from "./recommendation.ts";
import { serveLine } from "./serve-line.ts";

/** One row an offer: the candidates' best, and all that was looked at beside them. */
export function recommendCsv(
  { candidates, winner }: Recommendation,
  objectives: readonly Objective[],
  { currency }: Prices,
): string {
  const header = [
    ...["model", "gpu", "tp", "replicas", "gpus", "req_s", "output_tok_s", "tok_s_per_gpu", "tok_s_per_user"],
    ...[
      "cost_per_hour",
      "cost_per_million_output_tokens",
      "currency",
      "kwh_per_million_output_tokens_at_most",
      "meets_objectives",
      "choice",
    ],
    ...["reason", ...objectives.map(figureKey)],
  ];
  const rows = candidates.flatMap(({ config, best, offers, reason }) => {
    const all = [...new Set([...(best === undefined ? [] : [best]), ...offers])];
    if (all.length === 0) {
      const [model = "", gpu = "", tp = ""] = nameCells({ config });
      return [
        [
          model,
          gpu,
          tp,
          ...new Array<string>(10).fill(""),
          "false",
          "",
          reason ?? "",
          ...objectives.map(() => ""),
        ],
      ];
    }
    return all.map((offer) => [
      ...nameCells(offer),
      ...[offer.gpus, servedRate(offer.evaluation), offer.tokensPerSecondPerGpu * offer.gpus],
      ...[offer.tokensPerSecondPerGpu, offer.tokensPerSecondPerUser, offer.costPerHour, offer.costPerMillion],
      ...[
        Number.isFinite(offer.costPerHour) ? currency : "",
        offer.kwhPerMillion,
        String(offer.sustained),
        offer === winner ? "cheapest" : offer === best ? "best" : "",
      ],
      ...[offer === best ? "" : (reason ?? "")],
      ...objectives.map((objective) =>
        offer.evaluation.stable ? figureOf(offer.evaluation, figureKey(objective)) : Number.NaN,
      ),
    ]);
  });
  return csvText(header, rows);
}

export function recommendJson(
  { candidates, winner, thriftiest, speedFront, costFront }: Recommendation,
  objectives: readonly Objective[],
  prices: Prices,
): unknown {
  const json = (offer: Offer) => ({
    ...{
      model: offer.config.server.model.name,
      gpu: offer.config.server.gpu.name,
      tp: offer.config.server.tp,
    },
    ...{ replicas: offer.config.replicas, gpus: offer.gpus, meetsObjectives: offer.sustained },
    results: offer.evaluation.ids,
    requestsPerSecond: finite(servedRate(offer.evaluation)),
    tokensPerSecondPerGpu: finite(offer.tokensPerSecondPerGpu),
    tokensPerSecondPerUser: finite(offer.tokensPerSecondPerUser),
    costPerHour: finite(offer.costPerHour),
    costPerMillionOutputTokens: finite(offer.costPerMillion),
    kwhPerMillionOutputTokensAtMost: finite(offer.kwhPerMillion),
    ...(offer.evaluation.stable
      ? Object.fromEntries(
          objectives.map((one) => [figureKey(one), finite(figureOf(offer.evaluation, figureKey(one)))]),
        )
      : { state: offer.evaluation.state }),
  });
  return {
    objectives: objectives.map(({ text }) => text),
    winner: winner === undefined ? null : { ...json(winner), serve: serveLine(winner.config) },
    leastEnergy: thriftiest === undefined ? null : json(thriftiest),
    candidates: candidates.map(({ config: { server }, best, reason }) =>
      best === undefined
        ? { model: server.model.name, gpu: server.gpu.name, tp: server.tp, reason }
        : json(best),
    ),
    fronts: { speed: speedFront.map(json), cost: costFront.map(json) },
    prices,
  };
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
