import { concatenate } from "./gap-log.ts";
import { type Recorder, SUM } from "./recorder.ts";
import type { Rejections } from "./reject.ts";
import type { Replica } from "./replica.ts";
import type { RequestState } from "./request-state.ts";
import type { SimulationResult } from "./result.ts";
import type { Waterfalls } from "./waterfall-parts.ts";

/** Puts together the result of a simulation that ended at `endNs`; figures of several replicas are added up. */
export function assembleResult(
  rows: RequestState,
  replicas: readonly Replica[],
  completed: number,
  rejections: Rejections,
  endNs: number,
  waterfalls: Waterfalls | undefined,
): SimulationResult {
  const recorders = replicas.map((replica) => replica.recorder);
  const gaps = recorders.map((recorder) => recorder.gaps.finish());
  const sum = (value: (recorder: Recorder) => number) =>
    recorders.reduce((total, recorder) => total + value(recorder), 0);
  return {
    count: rows.count,
    arrivalNs: rows.arrivalNs,
    firstScheduledNs: rows.firstScheduledNs,
    firstTokenNs: rows.firstTokenNs,
    lastTokenNs: rows.lastTokenNs,
    outputTokens: rows.outputTokens,
    cachedTokens: rows.cachedTokens,
    preemptions: rows.preemptions,
    finish: rows.finish,
    replica: rows.replica,
    ...(waterfalls === undefined ? {} : { waterfalls }),
    completed,
    rejected: rejections.count,
    rejectReasons: rejections.list(),
    itl: {
      durationNs: concatenate(gaps.map((log) => log.durations)),
      weight: concatenate(gaps.map((log) => log.weights)),
      resolution: Math.max(...gaps.map((log) => log.resolution)),
    },
    steps: sum((recorder) => recorder.steps),
    totalPreemptions: sum((recorder) => recorder.preemptions),
    endNs,
    busyNs: sum((recorder) => recorder.sums[SUM.busy]!),
    partNs: {
      gemm: sum((recorder) => recorder.sums[SUM.gemm]!),
      attention: sum((recorder) => recorder.sums[SUM.attention]!),
      allReduce: sum((recorder) => recorder.sums[SUM.allReduce]!),
      head: sum((recorder) => recorder.sums[SUM.head]!),
      elementwise: sum((recorder) => recorder.sums[SUM.elementwise]!),
      host: sum((recorder) => recorder.sums[SUM.host]!),
    },
    provenanceNs: {
      measured: sum((recorder) => recorder.sums[SUM.measured]!),
      interpolated: sum((recorder) => recorder.sums[SUM.interpolated]!),
      extrapolated: sum((recorder) => recorder.sums[SUM.extrapolated]!),
      modelled: sum((recorder) => recorder.sums[SUM.modelled]!),
    },
    peakKvBlocks: Math.max(...recorders.map((recorder) => recorder.peakKvBlocks)),
    prefixCache: {
      queriedTokens: sum((recorder) => recorder.queriedTokens),
      hitTokens: sum((recorder) => recorder.hitTokens),
      preemptedQueriedTokens: sum((recorder) => recorder.preemptedQueriedTokens),
      preemptedHitTokens: sum((recorder) => recorder.preemptedHitTokens),
    },
    outputTokensPerSecond: addUp(recorders.map((recorder) => recorder.tokenRate.perSecond)),
    samples: {
      timeNs: recorders[0]!.samples.timeNs,
      running: addUp(recorders.map((recorder) => recorder.samples.column("running"))),
      waiting: addUp(recorders.map((recorder) => recorder.samples.column("waiting"))),
      kvBlocks: addUp(recorders.map((recorder) => recorder.samples.column("kvBlocks"))),
    },
    replicas: recorders.map((recorder) => ({
      steps: recorder.steps,
      busyNs: recorder.sums[SUM.busy]!,
      preemptions: recorder.preemptions,
      peakKvBlocks: recorder.peakKvBlocks,
    })),
  };
}

function addUp(columns: readonly Float64Array[]): Float64Array {
  if (columns.length === 1) return columns[0]!;
  const total = new Float64Array(Math.max(...columns.map((column) => column.length)));
  for (const column of columns) for (let i = 0; i < column.length; i++) total[i]! += column[i]!;
  return total;
}
