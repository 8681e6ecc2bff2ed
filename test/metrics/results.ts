import type { RequestTable } from "../../src/engine/request-table.ts";
import { FINISH, type SimulationResult } from "../../src/engine/result.ts";

/** One request as a test writes it, times in milliseconds. */
export interface Row {
  readonly arrivalMs: number;
  readonly firstTokenMs?: number;
  readonly lastTokenMs?: number;
  readonly promptTokens?: number;
  readonly outputTokens?: number;
  readonly finish?: keyof typeof FINISH;
}

/** A simulation's outcome from rows written by hand; what rows do not say is empty or zero. */
export function resultOf(
  rows: readonly Row[],
  rest: Partial<SimulationResult> = {},
): { result: SimulationResult; requests: RequestTable } {
  const ns = (ms: number | undefined): number => (ms === undefined ? Number.NaN : Math.round(ms * 1e6));
  const count = rows.length;
  const finish = Uint8Array.from(rows, (row) => FINISH[row.finish ?? "stop"]);
  const nothing = new Float64Array(0);
  const result: SimulationResult = {
    count,
    arrivalNs: Float64Array.from(rows, (row) => ns(row.arrivalMs)),
    firstScheduledNs: Float64Array.from(rows, (row) =>
      ns(row.firstTokenMs === undefined ? undefined : row.arrivalMs),
    ),
    firstTokenNs: Float64Array.from(rows, (row) => ns(row.firstTokenMs)),
    lastTokenNs: Float64Array.from(rows, (row) => ns(row.lastTokenMs)),
    outputTokens: Int32Array.from(rows, (row) => row.outputTokens ?? 1),
    cachedTokens: new Int32Array(count),
    preemptions: new Int32Array(count),
    finish,
    replica: new Uint16Array(count),
    completed: finish.filter((how) => how === FINISH.stop || how === FINISH.length).length,
    rejected: finish.filter((how) => how === FINISH.rejected).length,
    rejectReasons: [],
    itl: { durationNs: nothing, weight: nothing },
    steps: 0,
    totalPreemptions: 0,
    endNs: Math.max(0, ...rows.map((row) => ns(row.lastTokenMs)).filter((time) => time > 0)),
    busyNs: 0,
    partNs: { gemm: 0, attention: 0, allReduce: 0, head: 0, elementwise: 0, host: 0 },
    provenanceNs: { measured: 0, interpolated: 0, extrapolated: 0, modelled: 0 },
    peakKvBlocks: 0,
    prefixCache: { queriedTokens: 0, hitTokens: 0, preemptedQueriedTokens: 0, preemptedHitTokens: 0 },
    replicas: [],
    outputTokensPerSecond: nothing,
    samples: { timeNs: nothing, running: nothing, waiting: nothing, kvBlocks: nothing },
    ...rest,
  };
  const requests: RequestTable = {
    count,
    arrivalNs: result.arrivalNs,
    promptTokens: Int32Array.from(rows, (row) => row.promptTokens ?? 1),
    outputTokens: result.outputTokens,
  };
  return { result, requests };
}
