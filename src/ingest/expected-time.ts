import type { KernelConstants } from "../roofline/kernels/constants.ts";
import type { BenchJob } from "./bench-job.ts";

/** Pulling the image where it is known, starting Python, compiling kernels; seconds. */
const START_S = 60;
/** Filling buffers and capturing a graph, a row; seconds. */
const ROW_S = 0.3;
/** The kernel scripts' share of time in kernels: warm-up and repeats of about this much, and as many launches at least. */
const TIMED_S = 0.25;
const LEAST_LAUNCHES = 60;

/** Rough: from the analytic kernel model and the kernel scripts' repeats. */
export function expectedMinutes({ points }: BenchJob, constants: KernelConstants): number {
  const seconds = points.reduce((sum, point) => {
    const kernelS = point.modelUs(constants) * 1e-6;
    return sum + ROW_S + Math.max(TIMED_S, LEAST_LAUNCHES * kernelS);
  }, START_S);
  return seconds / 60;
}
