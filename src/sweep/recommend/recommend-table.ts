import { formatFigure } from "../../report/format.ts";
import { type Column, textTable } from "../../report/text-table.ts";
import { figureKey, type Objective } from "../capacity/slo.ts";
import type { Candidate, Offer } from "./candidate.ts";
import type { Prices } from "./prices.ts";
import { figure, nameCells, type Recommendation } from "./recommendation.ts";
import { serveLine } from "./serve-line.ts";

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
