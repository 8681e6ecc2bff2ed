import type { NcuMetrics } from "./ncu.ts";
import type { Position } from "./position.ts";
import type { ProfileRow } from "./profile.ts";

/** One thing that a candidate kernel has to reach. */
export interface Gate {
  readonly gate: string;
  readonly needs: string;
  readonly got: string;
  /** `unknown`: nothing given says it. */
  readonly verdict: "passed" | "failed" | "unknown";
}

/** Microseconds a head. */
const BASELINE_US = 5;
const TIERS = [
  { gate: "tier 1: as fast as SDPA", us: 3.82, below: false },
  { gate: "tier 2", us: 3.0, below: true },
  { gate: "tier 3", us: 2.0, below: true },
] as const;

const LEAST_TFLOPS = 300;
const LEAST_TBS = 2.5;
const LEAST_SM_EFFICIENCY = 0.85;
const LEAST_OCCUPANCY = 0.9;

/** Gates of a profile's best row: time a head, correctness, and what the profiler saw. */
export function gatesOf(best: ProfileRow, position: Position, ncu: NcuMetrics | undefined): Gate[] {
  const us = `${best.perHeadUs.toFixed(3)} us/head`;
  const reaches = (value: number | undefined, least: number): Gate["verdict"] =>
    value === undefined ? "unknown" : value > least ? "passed" : "failed";
  const percent = (share: number | undefined) =>
    share === undefined ? "-" : `${(100 * share).toFixed(1)} %`;
  return [
    verdict("below 5 us/head", `< ${BASELINE_US} us/head`, us, best.perHeadUs < BASELINE_US),
    ...TIERS.map(({ gate, us: limit, below }) =>
      verdict(
        gate,
        `${below ? "<" : "<="} ${limit.toFixed(below ? 1 : 3)} us/head`,
        us,
        // The baseline itself, rounded to a nanosecond, is at the gate and not beyond it.
        below ? best.perHeadUs < limit : best.perHeadUs <= limit + 5e-4,
      ),
    ),
    {
      gate: "correct",
      needs: "error <= 2e-3 + 1e-3 * |reference|",
      got: best.worstError === undefined ? "-" : `${best.worstError.toPrecision(3)} of it`,
      verdict: best.worstError === undefined ? "unknown" : best.worstError <= 1 ? "passed" : "failed",
    },
    {
      gate: "achieved compute",
      needs: `> ${LEAST_TFLOPS} TFLOP/s`,
      got: `${position.tflops.toFixed(0)} TFLOP/s`,
      verdict: reaches(position.tflops, LEAST_TFLOPS),
    },
    {
      gate: "memory bandwidth",
      needs: `> ${LEAST_TBS} TB/s`,
      got: ncu?.tbs === undefined ? "-" : `${ncu.tbs.toFixed(2)} TB/s`,
      verdict: reaches(ncu?.tbs, LEAST_TBS),
    },
    {
      gate: "SM efficiency",
      needs: `> ${100 * LEAST_SM_EFFICIENCY} %`,
      got: percent(ncu?.smEfficiency),
      verdict: reaches(ncu?.smEfficiency, LEAST_SM_EFFICIENCY),
    },
    {
      gate: "occupancy",
      needs: `> ${LEAST_OCCUPANCY.toFixed(2)}`,
      got: ncu?.occupancy === undefined ? "-" : ncu.occupancy.toFixed(2),
      verdict: reaches(ncu?.occupancy, LEAST_OCCUPANCY),
    },
  ];
}

function verdict(gate: string, needs: string, got: string, passed: boolean): Gate {
  return { gate, needs, got, verdict: passed ? "passed" : "failed" };
}
