import { UserError } from "../errors.ts";
import { allReduceJob, type BenchJob, type Extra, gemmJob, sdpaJob, shapeJobs } from "./bench-job.ts";
import type { GemmSite } from "./gemm-sites.ts";
import { BENCH_SHAPES, type BenchShape, DECODE_TP } from "./sweeps.ts";
import { shapeName } from "./table-keys.ts";

interface PlanOptions {
  /** Beside the six: `32-4`, `40-8-128`. */
  readonly shapes?: readonly string[];
  readonly sites: readonly GemmSite[];
}

interface Choice {
  /** Ids of the jobs wanted; absent: all 25, those of further shapes, and the extras asked for. */
  readonly only?: readonly string[] | undefined;
  readonly extras?: readonly Extra[];
}

/** Most minutes a job of wave 0 may run, and of any other. */
export const WAVE0_LIMIT_MIN = 60;
export const WAVE_LIMIT_MIN = 30;

/**
 * Every job there is: GEMM in wave 0, then a wave for each attention shape, its prefill and its decode on 1, 2 and
 * 4 ranks side by side; the extras in wave 0.
 * @throws UserError for a shape that cannot be read.
 */
export function everyJob({ shapes = [], sites }: PlanOptions): BenchJob[] {
  const all = [...BENCH_SHAPES];
  for (const text of shapes) {
    const shape = parseShape(text);
    if (!all.some((known) => shapeName(known) === shapeName(shape))) all.push(shape);
  }
  const extras = [gemmJob("fp8", sites), allReduceJob(), sdpaJob()];
  return [gemmJob("bf16", sites), ...extras, ...all.flatMap((shape, index) => shapeJobs(shape, index + 1))];
}

/** @throws UserError for an id that names no job. */
export function chooseJobs(jobs: readonly BenchJob[], { only, extras = [] }: Choice): BenchJob[] {
  if (only === undefined) return jobs.filter(({ extra }) => extra === undefined || extras.includes(extra));
  const unknown = only.filter((id) => !jobs.some((job) => job.id === id));
  if (unknown.length > 0) {
    throw new UserError({
      field: "--only",
      message: "names no job",
      got: unknown.join(","),
      remedy: `There is: ${jobs.map(({ id }) => id).join(", ")}`,
    });
  }
  return jobs.filter(({ id }) => only.includes(id));
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
