import type { Recorder } from "./recorder.ts";
import type { Rejections } from "./reject.ts";
import type { Replica } from "./replica.ts";
import type { RequestState } from "./request-state.ts";
import type { SimulationResult } from "./result.ts";

/** Puts together the result of a simulation that ended at `endNs`; figures of several replicas are added up. */
export function assembleResult(
  rows: RequestState,
  replicas: readonly Replica[],
  completed: number,
  rejections: Rejections,
  endNs: number,
): SimulationResult {
  const recorders = replicas.map((replica) => replica.recorder);
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
    completed,
    rejected: rejections.count,
    rejectReasons: rejections.list(),
    itl: {
      durationNs: concatenate(recorders.map((recorder) => recorder.gaps.durationNs)),
      weight: concatenate(recorders.map((recorder) => recorder.gaps.weight)),
    },
    steps: sum((recorder) => recorder.steps),
    totalPreemptions: sum((recorder) => recorder.preemptions),
    endNs,
    busyNs: sum((recorder) => recorder.busyNs),
    partNs: {
      gemm: sum((recorder) => recorder.gemmNs),
      attention: sum((recorder) => recorder.attentionNs),
      allReduce: sum((recorder) => recorder.allReduceNs),
      head: sum((recorder) => recorder.headNs),
      elementwise: sum((recorder) => recorder.elementwiseNs),
      host: sum((recorder) => recorder.hostNs),
    },
    provenanceNs: {
      measured: sum((recorder) => recorder.measuredNs),
      interpolated: sum((recorder) => recorder.interpolatedNs),
      extrapolated: sum((recorder) => recorder.extrapolatedNs),
      modelled: sum((recorder) => recorder.modelledNs),
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
      busyNs: recorder.busyNs,
      preemptions: recorder.preemptions,
      peakKvBlocks: recorder.peakKvBlocks,
    })),
  };
}

function concatenate(parts: readonly Float64Array[]): Float64Array {
  if (parts.length === 1) return parts[0]!;
  const whole = new Float64Array(parts.reduce((length, part) => length + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}

function addUp(columns: readonly Float64Array[]): Float64Array {
  if (columns.length === 1) return columns[0]!;
  const total = new Float64Array(Math.max(...columns.map((column) => column.length)));
  for (const column of columns) for (let i = 0; i < column.length; i++) total[i]! += column[i]!;
  return total;
}
