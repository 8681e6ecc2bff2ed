import { formatFigure, formatShare, NO_FIGURE } from "../../report/format.ts";
import { left, right, textTable } from "../../report/text-table.ts";
import {
  type Evaluation,
  figureOf,
  goodRate,
  goodShare,
  type LoadState,
  outputTokenRate,
} from "./evaluation.ts";
import type { Capacity } from "./find-capacity.ts";
import { loadUnit } from "./load.ts";
import { figureKey, figureName, type Objective } from "./slo.ts";

const STATE_NOTES: Readonly<Partial<Record<LoadState, string>>> = {
  overloaded: "OVERLOADED: the queue grows; how much is good then depends on how long the run lasts.",
  unsteady: "UNSTEADY: more and more requests are in flight when the last arrives.",
  short: "SHORT: all requests arrive within two mean E2EL, too few to tell of a steady state.",
};

/** GPUs of a configuration. */
export function gpusOf({ config: { server, replicas } }: Pick<Capacity, "config">): number {
  return server.tp * replicas;
}

/** `tp 2 replicas 4`; empty where there is one configuration only. */
export function nameOf({ config: { labels } }: Pick<Capacity, "config">): string {
  return Object.entries(labels).flat().join(" ");
}

/** One line a configuration, the goodput curve of each, and what limits them. Ends with a newline. */
export function capacityText(
  capacities: readonly Capacity[],
  objectives: readonly Objective[],
  width: number,
): string {
  const names = Object.keys(capacities[0]?.config.labels ?? {});
  // Of chats and of traces what was searched is no request rate.
  const unit = capacities.map(({ config, kind }) => loadUnit(config, kind)).find((one) => one !== "req/s");
  const columns = [
    ...names.map(left),
    ...(unit === undefined ? [] : [right(unit, "capacity")]),
    ...[right("req/s", "capacity"), right("req/s/GPU", "capacity")],
    ...[right("out tok/s", "capacity"), right("out tok/s/GPU", "capacity")],
    ...objectives.map((objective) => right(`${figureName(objective)} (ms)`, "at capacity")),
    ...[left("gives way first"), left("bottleneck")],
  ];
  const rows = capacities.map((capacity) => {
    const { config, sustained, binding, limit } = capacity;
    const gpus = gpusOf(capacity);
    const rate = sustained === undefined ? 0 : sustained.offeredRate;
    const tokens = sustained === undefined ? 0 : outputTokenRate(sustained);
    return [
      ...names.map((name) => config.labels[name] ?? ""),
      ...(unit === undefined ? [] : [formatFigure(sustained?.load ?? 0)]),
      ...[rate, rate / gpus, tokens, tokens / gpus].map((value) => formatFigure(value)),
      ...objectives.map((objective) => cell(sustained, objective)),
      ...[binding, limit.bottleneck],
    ];
  });
  const lines = [
    `Highest rate with ${objectives.map(({ text }) => text).join(" and ")}:`,
    ...textTable(columns, rows, { labels: names.length, width }),
  ];
  for (const capacity of capacities) lines.push("", ...detailLines(capacity, objectives));
  const states = new Set(capacities.flatMap(({ curve }) => curve.map(({ state }) => state)));
  lines.push(
    "",
    ...Object.entries(STATE_NOTES).flatMap(([state, note]) => (states.has(state as LoadState) ? [note] : [])),
  );
  return `${lines.join("\n")}\n`;
}

function cell(evaluation: Evaluation | undefined, objective: Objective): string {
  return evaluation?.stable ? formatFigure(figureOf(evaluation, figureKey(objective))) : NO_FIGURE;
}

function detailLines(capacity: Capacity, objectives: readonly Objective[]): string[] {
  const { sustained, failed, limit, curve, binding } = capacity;
  const name = nameOf(capacity);
  const title = name === "" ? "" : `${name}: `;
  if (sustained === undefined) {
    const figures = objectives.map((objective) => `${figureName(objective)} ${cell(failed, objective)} ms`);
    return [
      `${title}no load is low enough, ${binding} gives way even at ${formatFigure(failed.offeredRate)} req/s: ${figures.join(", ")}.`,
    ];
  }
  const { requests, runs, rejectedShare } = sustained;
  const unit = loadUnit(capacity.config, capacity.kind);
  const isRate = unit === "req/s";
  const seeds = runs === 1 ? "one run" : `means over ${runs} seeds`;
  return [
    `${title}goodput over offered load (at capacity ${requests} requests, ${seeds})`,
    ...textTable(
      [
        ...(isRate ? [] : [right(unit)]),
        ...[right("offered req/s"), right("good req/s"), right("good")],
        ...objectives.map((objective) => right(`${figureName(objective)} (ms)`)),
        left("state"),
      ],
      curve.map((evaluation) => [
        ...(isRate ? [] : [formatFigure(evaluation.load)]),
        formatFigure(evaluation.offeredRate),
        formatFigure(goodRate(evaluation)),
        formatShare(goodShare(evaluation)),
        ...objectives.map((objective) => cell(evaluation, objective)),
        evaluation.state === "stable" ? "" : evaluation.state.toUpperCase(),
      ]),
    ),
    `Bottleneck ${limit.bottleneck}: ${limit.evidence}.`,
    ...(rejectedShare > 0
      ? [
          `${formatShare(rejectedShare)} of the requests are turned away: they are longer than the server takes.`,
        ]
      : []),
  ];
}
