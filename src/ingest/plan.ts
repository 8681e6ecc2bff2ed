import { UserError } from "../errors.ts";
import { allReduceJob, type BenchJob, gemmJob, sdpaJob, shapeJobs, shapeName } from "./bench-job.ts";
import type { GemmSite } from "./gemm-sites.ts";
import { BENCH_SHAPES, type BenchShape, DECODE_TP } from "./sweeps.ts";

/** Jobs beside the 25, in wave 0. All-reduce takes several GPUs of one node. */
export const EXTRAS = ["fp8", "allreduce", "sdpa"] as const;
export type Extra = (typeof EXTRAS)[number];

export interface PlanOptions {
  /** Beside the six: `32-4`, `40-8-128`. */
  readonly shapes?: readonly string[];
  /** Ids of the jobs wanted; absent: all. */
  readonly only?: readonly string[];
  readonly extras?: readonly Extra[];
  readonly sites: readonly GemmSite[];
}

/** Most minutes a job of wave 0 may run, and of any other. */
export const WAVE0_LIMIT_MIN = 60;
export const WAVE_LIMIT_MIN = 30;

/**
 * The jobs of a campaign: GEMM in wave 0, then a wave for each attention shape, its prefill and its decode on 1, 2 and
 * 4 ranks side by side.
 * @throws UserError for a shape that cannot be read, and for an id that names no job.
 */
export function benchPlan({ shapes = [], only, extras = [], sites }: PlanOptions): BenchJob[] {
  const all = [...BENCH_SHAPES];
  for (const text of shapes) {
    const shape = parseShape(text);
    if (!all.some((known) => shapeName(known) === shapeName(shape))) all.push(shape);
  }
  const jobs = [gemmJob("bf16", sites), ...all.flatMap((shape, index) => shapeJobs(shape, index + 1))];
  const beside: Record<Extra, BenchJob> = {
    fp8: gemmJob("fp8", sites),
    allreduce: allReduceJob(),
    sdpa: sdpaJob(),
  };
  if (only === undefined) {
    return [...jobs, ...EXTRAS.filter((name) => extras.includes(name)).map((name) => beside[name])];
  }
  const known = [...jobs, ...Object.values(beside)];
  const unknown = only.filter((id) => !known.some((job) => job.id === id));
  if (unknown.length > 0) {
    throw new UserError({
      field: "--only",
      message: "names no job",
      got: unknown.join(","),
      remedy: `There is: ${known.map(({ id }) => id).join(", ")}`,
    });
  }
  return known.filter(({ id }) => only.includes(id));
}

/** `32-4` has the usual head dimension of 128. */
function parseShape(text: string): BenchShape {
  const match = /^(\d+)-(\d+)(?:-(\d+))?$/.exec(text);
  const [heads, kvHeads, headDim] = [match?.[1], match?.[2], match?.[3] ?? 128].map(Number) as [
    number,
    number,
    number,
  ];
  const cuts = DECODE_TP.every((tp) => heads % tp === 0 && (kvHeads % tp === 0 || tp % kvHeads === 0));
  if (match === null || !(kvHeads >= 1 && heads % kvHeads === 0 && headDim >= 1 && cuts)) {
    throw new UserError({
      field: "--shapes",
      message: `must be HEADS-KVHEADS[-HEADDIM] that ${DECODE_TP.join(", ")} ranks can share`,
      got: text,
    });
  }
  return { heads, kvHeads, headDim };
}
