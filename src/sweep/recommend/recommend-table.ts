import { csvText } from "../../report/csv.ts";
import { formatFigure } from "../../report/format.ts";
import { type Column, textTable } from "../../report/text-table.ts";
import { figureKey, type Objective } from "../capacity/slo.ts";
import type { Candidate, Offer } from "./candidate.ts";
import { paretoFront } from "./pareto.ts";
import type { Prices } from "./prices.ts";
import { serveLine } from "./serve-line.ts";

/** What all candidates come to. */
export interface Recommendation {
  /** Those that meet the objectives from the cheapest up, then the others. */
  readonly candidates: readonly Candidate[];
  readonly winner: Offer | undefined;
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
    speedFront: paretoFront(
      steady,
      { of: (offer) => offer.tokensPerSecondPerUser, better: "more" },
      { of: (offer) => offer.tokensPerSecondPerGpu, better: "more" },
    ),
    costFront: paretoFront(
      steady.filter(({ sustained }) => sustained),
      { of: (offer) => offer.costPerMillion, better: "less" },
      { of: (offer) => figure(offer, figureKey(objectives[0]!)), better: "less" },
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

function figure({ evaluation }: Offer, key: string): number {
  return evaluation.figures[key]?.mean ?? Number.NaN;
}

const right = (heading: string): Column => ({ heading, align: "right" });
const left = (heading: string): Column => ({ heading, align: "left" });

const OFFER_COLUMNS = [right("GPUs"), right("req/s"), right("tok/s/GPU"), right("tok/s/user")];

function offerCells(offer: Offer): string[] {
  const { gpus, tokensPerSecondPerGpu, tokensPerSecondPerUser } = offer;
  return [
    String(gpus),
    ...[figure(offer, "request_throughput"), tokensPerSecondPerGpu, tokensPerSecondPerUser].map((value) =>
      formatFigure(value),
    ),
  ];
}

function nameCells({ config: { server, replicas } }: Pick<Offer, "config">): string[] {
  return [server.model.name, server.gpu.name, String(server.tp), String(replicas)];
}

const NAME_COLUMNS = [left("model"), left("gpu"), right("tp"), right("replicas")];

/** Candidates, what each costs, the fronts, and the command of the winner. Ends with a newline. */
export function recommendText(
  { candidates, winner, speedFront, costFront }: Recommendation,
  objectives: readonly Objective[],
  prices: Prices,
  width: number,
): string {
  const { currency } = prices;
  const columns = [
    ...NAME_COLUMNS,
    ...OFFER_COLUMNS,
    ...[right(`${currency}/h`), right(`${currency}/M tok`), right("kWh/M tok <=")],
    ...objectives.map(({ text }) => right(text)),
  ];
  const rows = candidates.flatMap(({ best }) => {
    if (best === undefined) return [];
    const cells = [
      ...[...nameCells(best), ...offerCells(best)],
      ...[best.costPerHour, best.costPerMillion, best.kwhPerMillion].map((value) => formatFigure(value)),
      ...objectives.map((objective) => formatFigure(figure(best, figureKey(objective)))),
    ];
    return [cells];
  });
  const lines = textTable(columns, rows, { labels: NAME_COLUMNS.length, width });
  for (const { config, reason } of candidates.filter(({ best }) => best === undefined)) {
    const { model, gpu, tp } = config.server;
    lines.push(`Out: ${model.name} on ${tp} x ${gpu.name}: ${reason}`);
  }
  lines.push("", ...sourceLines(candidates, prices));
  lines.push("", "Front of tokens/s/user against tokens/s/GPU, steady runs:", ...frontTable(speedFront, []));
  const [first] = objectives;
  if (costFront.length > 0) {
    lines.push("", `Front of cost against ${first!.text.replace(/<.*/, "")}, objectives met:`);
    lines.push(...frontTable(costFront, [first!], currency));
  }
  if (winner === undefined) lines.push("", "No candidate meets the objectives.");
  else {
    const { replicas } = winner.config;
    lines.push(
      "",
      replicas === 1 ? "The cheapest:" : `The cheapest, ${replicas} servers of:`,
      serveLine(winner.config),
    );
  }
  return `${lines.join("\n")}\n`;
}

function frontTable(front: readonly Offer[], objectives: readonly Objective[], currency?: string): string[] {
  const columns = [
    ...NAME_COLUMNS,
    ...OFFER_COLUMNS,
    ...(currency === undefined ? [] : [right(`${currency}/M tok`)]),
    ...objectives.map((objective) => right(figureKey(objective))),
  ];
  const rows = front.map((offer) => [
    ...nameCells(offer),
    ...offerCells(offer),
    ...(currency === undefined ? [] : [formatFigure(offer.costPerMillion)]),
    ...objectives.map((objective) => formatFigure(figure(offer, figureKey(objective)))),
  ]);
  return textTable(columns, rows);
}

/** Who says what a GPU costs and draws. */
function sourceLines(candidates: readonly Candidate[], prices: Prices): string[] {
  const gpus = [...new Set(candidates.map(({ config }) => config.server.gpu.name))];
  const priced = gpus.filter((gpu) => prices.perGpuHour[gpu] !== undefined);
  const unpriced = gpus.filter((gpu) => prices.perGpuHour[gpu] === undefined);
  const list = priced.map((gpu) => `${gpu} ${prices.perGpuHour[gpu]}`).join(", ");
  const drawn = gpus.filter((gpu) => prices.power[gpu] !== undefined);
  return [
    `${prices.currency} per GPU-hour, ${prices.provider}, ${prices.date}: ${list || "none"}. ${prices.source}.`,
    ...(unpriced.length > 0 ? [`No price for ${unpriced.join(", ")}: add it to the file of prices.`] : []),
    `Energy is an upper bound, every GPU at its maximum all the time: ${drawn.map((gpu) => `${gpu} ${prices.power[gpu]!.watts} W (${prices.power[gpu]!.source})`).join("; ") || "not known"}.`,
  ];
}

/** One row an offer: the candidates' best, and all that was looked at beside them. */
export function recommendCsv(
  { candidates, winner }: Recommendation,
  objectives: readonly Objective[],
): string {
  const header = [
    ...["model", "gpu", "tp", "replicas", "gpus", "req_s", "output_tok_s", "tok_s_per_gpu", "tok_s_per_user"],
    ...[
      "cost_per_hour",
      "cost_per_million_tokens",
      "kwh_per_million_tokens_at_most",
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
          ...new Array<string>(9).fill(""),
          "false",
          "",
          reason ?? "",
          ...objectives.map(() => ""),
        ],
      ];
    }
    return all.map((offer) => [
      ...nameCells(offer),
      ...[offer.gpus, figure(offer, "request_throughput"), figure(offer, "output_throughput")],
      ...[offer.tokensPerSecondPerGpu, offer.tokensPerSecondPerUser, offer.costPerHour, offer.costPerMillion],
      ...[
        offer.kwhPerMillion,
        String(offer.sustained),
        offer === winner ? "cheapest" : offer === best ? "best" : "",
      ],
      ...[offer === best ? "" : (reason ?? "")],
      ...objectives.map((objective) =>
        offer.evaluation.stable ? figure(offer, figureKey(objective)) : Number.NaN,
      ),
    ]);
  });
  return csvText(header, rows);
}

export function recommendJson(
  { candidates, winner, speedFront, costFront }: Recommendation,
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
    requestsPerSecond: finite(figure(offer, "request_throughput")),
    tokensPerSecondPerGpu: finite(offer.tokensPerSecondPerGpu),
    tokensPerSecondPerUser: finite(offer.tokensPerSecondPerUser),
    costPerHour: finite(offer.costPerHour),
    costPerMillionTokens: finite(offer.costPerMillion),
    kwhPerMillionTokensAtMost: finite(offer.kwhPerMillion),
    ...(offer.evaluation.stable
      ? Object.fromEntries(objectives.map((one) => [figureKey(one), finite(figure(offer, figureKey(one)))]))
      : { state: offer.evaluation.verdict }),
  });
  return {
    winner: winner === undefined ? null : { ...json(winner), serve: serveLine(winner.config) },
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
