import { formatFigure } from "../../report/format.ts";
import { left, right, textTable } from "../../report/text-table.ts";
import { figureOf, servedRate } from "../capacity/evaluation.ts";
import { figureKey, figureName, type Objective } from "../capacity/slo.ts";
import type { Candidate, Offer } from "./candidate.ts";
import type { Prices } from "./prices.ts";
import { nameCells, type Recommendation } from "./recommendation.ts";
import { serveLine } from "./serve-line.ts";

const OFFER_COLUMNS = [right("GPUs"), right("req/s"), right("out tok/s/GPU"), right("tok/s/user")];

function offerCells(offer: Offer): string[] {
  const { gpus, tokensPerSecondPerGpu, tokensPerSecondPerUser } = offer;
  return [
    String(gpus),
    ...[servedRate(offer.evaluation), tokensPerSecondPerGpu, tokensPerSecondPerUser].map((value) =>
      formatFigure(value),
    ),
  ];
}

const NAME_COLUMNS = [left("model"), left("gpu"), right("tp"), right("replicas")];

/** Candidates, what each costs, the fronts, and the command of the winner. Ends with a newline. */
export function recommendText(
  { candidates, winner, thriftiest, speedFront, costFront }: Recommendation,
  objectives: readonly Objective[],
  prices: Prices,
  width: number,
): string {
  const { currency } = prices;
  const columns = [
    ...NAME_COLUMNS,
    ...OFFER_COLUMNS,
    ...[right(`${currency}/h`), right(`${currency}/M out tok`), right("kWh/M out tok <=")],
    ...objectives.map((objective) => right(`${figureName(objective)} (ms)`)),
  ];
  const rows = candidates.flatMap(({ best }) => {
    if (best === undefined) return [];
    const cells = [
      ...[...nameCells(best), ...offerCells(best)],
      ...[best.costPerHour, best.costPerMillion, best.kwhPerMillion].map((value) => formatFigure(value)),
      ...objectives.map((objective) => formatFigure(figureOf(best.evaluation, figureKey(objective)))),
    ];
    return [cells];
  });
  const lines = [
    `Fleets that meet ${objectives.map(({ text }) => text).join(" and ")}, the cheapest first:`,
    ...(rows.length === 0 ? ["none"] : textTable(columns, rows, { labels: NAME_COLUMNS.length, width })),
  ];
  for (const { config, reason } of candidates.filter(({ best }) => best === undefined)) {
    const { model, gpu, tp } = config.server;
    lines.push(`Out: ${model.name} on ${tp} x ${gpu.name}: ${reason}`);
  }
  lines.push("", ...sourceLines(candidates, prices));
  if (speedFront.length > 0) {
    lines.push("", "Front of tokens/s/user against tokens/s/GPU, steady runs, objectives met or not:");
    lines.push(...frontTable(speedFront, []));
  }
  const [first] = objectives;
  if (costFront.length > 0) {
    lines.push("", `Front of cost against ${figureName(first!)}, objectives met:`);
    lines.push(...frontTable(costFront, [first!], currency));
  }
  if (thriftiest !== undefined && thriftiest !== winner) {
    const [model, gpu, tp, replicas] = nameCells(thriftiest);
    lines.push("", `The least energy: ${model}, ${replicas} x tp ${tp} on ${gpu}.`);
  }
  if (winner === undefined) lines.push("", "No candidate meets the objectives.");
  else {
    const { replicas } = winner.config;
    const which = Number.isFinite(winner.costPerMillion)
      ? "The cheapest"
      : "The fewest GPUs, since no price is known";
    lines.push("", `${which}${replicas === 1 ? "" : `, ${replicas} servers of`}:`, serveLine(winner.config));
  }
  return `${lines.join("\n")}\n`;
}

function frontTable(front: readonly Offer[], objectives: readonly Objective[], currency?: string): string[] {
  const columns = [
    ...NAME_COLUMNS,
    ...OFFER_COLUMNS,
    ...(currency === undefined ? [] : [right(`${currency}/M out tok`)]),
    ...objectives.map((objective) => right(`${figureName(objective)} (ms)`)),
  ];
  const rows = front.map((offer) => [
    ...nameCells(offer),
    ...offerCells(offer),
    ...(currency === undefined ? [] : [formatFigure(offer.costPerMillion)]),
    ...objectives.map((objective) => formatFigure(figureOf(offer.evaluation, figureKey(objective)))),
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
