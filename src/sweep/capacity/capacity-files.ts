import { csvText } from "../../report/csv.ts";
import { gpusOf } from "./capacity-table.ts";
import {
  type Evaluation,
  figureOf,
  goodRate,
  goodShare,
  outputTokenRate,
  servedRate,
  strain,
} from "./evaluation.ts";
import type { Capacity } from "./find-capacity.ts";
import { loadUnit } from "./load.ts";
import { figureKey, type Objective } from "./slo.ts";

/** One row a configuration. */
export function capacityCsv(capacities: readonly Capacity[], objectives: readonly Objective[]): string {
  const names = Object.keys(capacities[0]?.config.labels ?? {});
  const header = [
    ...names,
    ...[
      "capacity_req_s",
      "load",
      "load_unit",
      "gpus",
      "req_s_per_gpu",
      "output_tok_s",
      "output_tok_s_per_gpu",
    ],
    ...objectives.map(figureKey),
    ...["binding", "bottleneck", "evidence", "requests", "seeds", "rejected_share"],
  ];
  const rows = capacities.map((capacity) => {
    const { config, kind, sustained, failed, binding, limit } = capacity;
    const gpus = gpusOf(capacity);
    const rate = sustained === undefined ? 0 : sustained.offeredRate;
    const tokens = sustained === undefined ? 0 : outputTokenRate(sustained);
    const { requests, runs, rejectedShare } = sustained ?? failed;
    return [
      ...names.map((name) => config.labels[name] ?? ""),
      ...[rate, sustained?.load ?? 0, loadUnit(config, kind), gpus, rate / gpus, tokens, tokens / gpus],
      ...objectives.map((objective) =>
        sustained === undefined ? Number.NaN : figureOf(sustained, figureKey(objective)),
      ),
      ...[binding, limit.bottleneck, limit.evidence, requests, runs, rejectedShare],
    ];
  });
  return csvText(header, rows);
}

/** One row a point of a goodput curve; latencies of unstable runs are left out. */
export function goodputCsv(capacities: readonly Capacity[], objectives: readonly Objective[]): string {
  const names = Object.keys(capacities[0]?.config.labels ?? {});
  const header = [
    ...[
      ...names,
      "load",
      "load_unit",
      "offered_req_s",
      "goodput_req_s",
      "good_share",
      "served_req_s",
      "output_tok_s",
      "state",
    ],
    ...["requests", ...objectives.map(figureKey)],
  ];
  const rows = capacities.flatMap((capacity) =>
    capacity.curve.map((evaluation) => [
      ...names.map((name) => capacity.config.labels[name] ?? ""),
      ...[evaluation.load, loadUnit(capacity.config, capacity.kind)],
      ...[evaluation.offeredRate, goodRate(evaluation), goodShare(evaluation), servedRate(evaluation)],
      ...[outputTokenRate(evaluation), evaluation.state, evaluation.requests],
      ...objectives.map((objective) =>
        evaluation.stable ? figureOf(evaluation, figureKey(objective)) : Number.NaN,
      ),
    ]),
  );
  return csvText(header, rows);
}

export function capacityJson(capacities: readonly Capacity[], objectives: readonly Objective[]): unknown {
  return capacities.map((capacity) => {
    const { config, kind, sustained, failed, binding, limit, curve } = capacity;
    return {
      labels: config.labels,
      capacityRequestsPerSecond: sustained === undefined ? 0 : sustained.offeredRate,
      capacityLoad: sustained?.load ?? 0,
      loadUnit: loadUnit(config, kind),
      gpus: gpusOf(capacity),
      binding,
      ...limit,
      ...(sustained === undefined ? {} : { at: evaluationJson(sustained, objectives) }),
      failsAt: evaluationJson(failed, objectives),
      goodputCurve: curve.map((evaluation) => evaluationJson(evaluation, objectives)),
    };
  });
}

const LATENCY = /_(ttft|tpot|itl|e2el)_ms$/;

function evaluationJson(evaluation: Evaluation, objectives: readonly Objective[]): unknown {
  const { load, requests, runs, state, stable, rejectedShare, figures, breakdown } = evaluation;
  const shown = Object.entries(figures).filter(([key]) => stable || !LATENCY.test(key));
  const strains = objectives.map((objective) => [objective.text, finite(strain(objective, evaluation))]);
  return {
    offeredRequestsPerSecond: finite(evaluation.offeredRate),
    ...{ load, requests, seeds: runs, results: evaluation.ids, state, rejectedShare },
    goodRequestsPerSecond: finite(goodRate(evaluation)),
    outputTokensPerSecond: finite(outputTokenRate(evaluation)),
    ...(stable ? { strain: Object.fromEntries(strains) } : {}),
    figures: Object.fromEntries(
      shown.map(([key, { mean, ci95 }]) => [key, { mean: finite(mean), ci95: finite(ci95) }]),
    ),
    breakdown,
  };
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
