import { csvText } from "../../report/csv.ts";
import { formatFigure, formatShare, NO_FIGURE } from "../../report/format.ts";
import { type Column, textTable } from "../../report/text-table.ts";
import type { Evaluation } from "./evaluate.ts";
import { strain } from "./evaluate.ts";
import type { Capacity } from "./find-capacity.ts";
import { figureKey, type Objective } from "./slo.ts";

const right = (heading: string): Column => ({ heading, align: "right" });
const left = (heading: string): Column => ({ heading, align: "left" });

/** GPUs of a configuration. */
export function gpusOf({ config: { server, replicas } }: Pick<Capacity, "config">): number {
  return server.tp * replicas;
}

/** Offered load of an evaluation, requests a second: of a trace what its requests came to. */
export function offeredRate({ kind }: Pick<Capacity, "kind">, { load, figures }: Evaluation): number {
  return kind === "request-rate" ? load : (figures.request_throughput?.mean ?? Number.NaN);
}

/** One line a configuration, the goodput curve of each, and what limits them. Ends with a newline. */
export function capacityText(
  capacities: readonly Capacity[],
  objectives: readonly Objective[],
  width: number,
): string {
  const names = Object.keys(capacities[0]?.config.labels ?? {});
  const isTrace = capacities.some(({ kind }) => kind === "rate-scale");
  const columns = [
    ...names.map(left),
    ...(isTrace ? [right("x trace rate")] : []),
    ...[right("req/s"), right("req/s/GPU"), right("tok/s"), right("tok/s/GPU")],
    ...objectives.map(({ text }) => right(text)),
    ...[left("gives way first"), left("bottleneck")],
  ];
  const rows = capacities.map((capacity) => {
    const { config, sustained, binding, limit } = capacity;
    const gpus = gpusOf(capacity);
    const rate = sustained === undefined ? 0 : offeredRate(capacity, sustained);
    const tokens = sustained?.figures.output_throughput?.mean ?? 0;
    return [
      ...names.map((name) => config.labels[name] ?? ""),
      ...(isTrace ? [formatFigure(sustained?.load ?? 0)] : []),
      ...[rate, rate / gpus, tokens, tokens / gpus].map((value) => formatFigure(value)),
      ...objectives.map((objective) =>
        formatFigure(sustained?.figures[figureKey(objective)]?.mean ?? Number.NaN),
      ),
      ...[binding, limit.bottleneck],
    ];
  });
  const lines = textTable(columns, rows, { labels: names.length, width });
  for (const capacity of capacities) lines.push("", ...detailLines(capacity, objectives));
  return `${lines.join("\n")}\n`;
}

function detailLines(capacity: Capacity, objectives: readonly Objective[]): string[] {
  const { config, sustained, failed, limit, curve, binding } = capacity;
  const name = Object.entries(config.labels).flat().join(" ");
  const title = name === "" ? "" : `${name}: `;
  if (sustained === undefined) {
    const figures = objectives.map(
      (objective) =>
        `${objective.text} is ${formatFigure(failed.figures[figureKey(objective)]?.mean ?? Number.NaN)} ms`,
    );
    return [
      `${title}no load is low enough: at ${formatFigure(failed.load)} req/s ${figures.join(", ")} (${binding}).`,
    ];
  }
  return [
    `${title}goodput over offered load; ${limit.evidence}`,
    ...textTable(
      [
        ...[right("offered req/s"), right("good req/s"), right("good")],
        ...objectives.map(({ text }) => right(text.replace(/<.*/, " (ms)"))),
        left("state"),
      ],
      curve.map((evaluation) => curveCells(capacity, evaluation, objectives)),
    ),
  ];
}

/** Latencies of an unstable run depend on how long it lasts: they are not shown. */
function curveCells(capacity: Capacity, evaluation: Evaluation, objectives: readonly Objective[]): string[] {
  const { figures, stable, verdict } = evaluation;
  const good = figures.request_goodput?.mean ?? Number.NaN;
  const rate = figures.request_throughput?.mean ?? Number.NaN;
  return [
    formatFigure(offeredRate(capacity, evaluation)),
    formatFigure(good),
    formatShare(good / rate),
    ...objectives.map((objective) =>
      stable ? formatFigure(figures[figureKey(objective)]?.mean ?? Number.NaN) : NO_FIGURE,
    ),
    verdict === "stable" ? "" : verdict.toUpperCase(),
  ];
}

/** One row a configuration. */
export function capacityCsv(capacities: readonly Capacity[], objectives: readonly Objective[]): string {
  const names = Object.keys(capacities[0]?.config.labels ?? {});
  const header = [
    ...names,
    ...["capacity_req_s", "load", "gpus", "req_s_per_gpu", "output_tok_s", "output_tok_s_per_gpu"],
    ...objectives.map(figureKey),
    ...["binding", "bottleneck", "evidence", "requests"],
  ];
  const rows = capacities.map((capacity) => {
    const { config, sustained, binding, limit } = capacity;
    const gpus = gpusOf(capacity);
    const rate = sustained === undefined ? 0 : offeredRate(capacity, sustained);
    const tokens = sustained?.figures.output_throughput?.mean ?? 0;
    return [
      ...names.map((name) => config.labels[name] ?? ""),
      ...[rate, sustained?.load ?? 0, gpus, rate / gpus, tokens, tokens / gpus],
      ...objectives.map((objective) => sustained?.figures[figureKey(objective)]?.mean ?? Number.NaN),
      ...[binding, limit.bottleneck, limit.evidence, sustained?.requests ?? 0],
    ];
  });
  return csvText(header, rows);
}

/** One row a point of a goodput curve; latencies of unstable runs are left out. */
export function goodputCsv(capacities: readonly Capacity[], objectives: readonly Objective[]): string {
  const names = Object.keys(capacities[0]?.config.labels ?? {});
  const header = [
    ...[...names, "offered_req_s", "goodput_req_s", "throughput_req_s", "output_tok_s", "state"],
    ...objectives.map(figureKey),
  ];
  const rows = capacities.flatMap((capacity) =>
    capacity.curve.map((evaluation) => {
      const { figures, stable, verdict } = evaluation;
      const mean = (key: string) => figures[key]?.mean ?? Number.NaN;
      return [
        ...names.map((name) => capacity.config.labels[name] ?? ""),
        ...[offeredRate(capacity, evaluation), mean("request_goodput"), mean("request_throughput")],
        ...[mean("output_throughput"), verdict],
        ...objectives.map((objective) => (stable ? mean(figureKey(objective)) : Number.NaN)),
      ];
    }),
  );
  return csvText(header, rows);
}

export function capacityJson(capacities: readonly Capacity[], objectives: readonly Objective[]): unknown {
  return capacities.map((capacity) => {
    const { config, sustained, failed, binding, limit, curve } = capacity;
    return {
      labels: config.labels,
      capacityRequestsPerSecond: sustained === undefined ? 0 : offeredRate(capacity, sustained),
      gpus: gpusOf(capacity),
      binding,
      ...limit,
      ...(sustained === undefined ? {} : { at: evaluationJson(capacity, sustained, objectives) }),
      failsAt: evaluationJson(capacity, failed, objectives),
      goodputCurve: curve.map((evaluation) => evaluationJson(capacity, evaluation, objectives)),
    };
  });
}

function evaluationJson(
  capacity: Capacity,
  evaluation: Evaluation,
  objectives: readonly Objective[],
): unknown {
  const { load, requests, stable, verdict, figures, breakdown } = evaluation;
  const shown = Object.entries(figures).filter(([key]) => stable || !/_(ttft|tpot|itl|e2el)_ms$/.test(key));
  const number = (value: number) => (Number.isFinite(value) ? value : null);
  return {
    ...{
      offeredRequestsPerSecond: number(offeredRate(capacity, evaluation)),
      load,
      requests,
      state: verdict,
    },
    ...(stable
      ? {
          strain: Object.fromEntries(
            objectives.map((objective) => [objective.text, number(strain(objective, evaluation))]),
          ),
        }
      : {}),
    figures: Object.fromEntries(
      shown.map(([key, { mean, ci95 }]) => [key, { mean: number(mean), ci95: number(ci95) }]),
    ),
    breakdown,
  };
}
