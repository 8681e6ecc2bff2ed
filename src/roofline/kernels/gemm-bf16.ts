import { gemmBytes } from "./bounds.ts";
import type { KernelConstants } from "./constants.ts";
import { smoothMax } from "./smooth-max.ts";
import { sustainedClock } from "./sustained.ts";
import { waves } from "./waves.ts";

/**
 * Rows and columns of the output that one thread block computes. cuBLAS on Hopper has tiles in steps of 8 rows; these
 * are near enough to each of them.
 */
const TILE_ROWS = [64, 64, 80, 112, 128, 144, 160, 176, 208, 256, 128];
const TILE_COLUMNS = [64, 128, 128, 128, 128, 128, 128, 128, 128, 128, 256];
/** Parts the k dimension is cut in when output tiles alone leave SMs idle. */
const SPLITS = [1, 2, 4, 8, 16];
/** A part of k is at least this long. */
const LEAST_SPLIT_K = 512;
/** No split once the output has this many tiles an SM. */
const MOST_SPLIT_WAVES = 2;

/**
 * C[m,n] = A[m,k] B[k,n] in bf16, microseconds: the fastest of the tile shapes and splits, as the library's heuristic
 * would choose.
 *
 *     launch + smoothMax(waves * (2abk/s / (SM peak * utilisation(a, b)) + prologue), bytes / bandwidth + ramp) + reduce
 *
 * A tile's utilisation saturates with its operand reuse ab/(a+b); memory is slower while SMs are idle. After the wave
 * models of cuBLAS and CUTLASS (NVIDIA, "Matrix Multiplication Background User's Guide", tile and wave quantisation).
 */
export function gemmBf16Us(m: number, k: number, n: number, c: KernelConstants): number {
  const p = c.gemm.bf16;
  const { sms, bf16FlopsPerS, memoryBytesPerS } = c.chip;
  const clock = sustainedClock(2 * m * k * n, p.sustainedLoss, p.sustainedHalfFlops);
  const flopsPerUs = (bf16FlopsPerS / sms) * 1e-6 * p.computeUtilisation * clock;
  const bytes = gemmBytes(m, k, n, "bf16");
  const rampUs = p.memoryRampUs * (1 - Math.exp(-bytes / p.memoryRampBytes));
  const memoryUs = (bytes / (memoryBytesPerS * p.memoryUtilisation)) * 1e6 + rampUs;

  let best = Number.POSITIVE_INFINITY;
  for (let tile = 0; tile < TILE_ROWS.length; tile++) {
    const rows = TILE_ROWS[tile]!;
    const columns = TILE_COLUMNS[tile]!;
    // The next smaller tile covers it.
    if ((rows > 64 && rows >= 2 * m) || (columns > 64 && columns >= 2 * n)) continue;
    const reuse = (rows * columns) / (rows + columns);
    const tileRate = flopsPerUs * (reuse / (reuse + p.tileHalfWidth));
    const tiles = Math.ceil(m / rows) * Math.ceil(n / columns);
    for (let i = 0; i < SPLITS.length; i++) {
      const split = SPLITS[i]!;
      if (split > 1 && (k < split * LEAST_SPLIT_K || tiles * split > MOST_SPLIT_WAVES * sms)) break;
      const tileUs = (2 * rows * columns * k) / split / tileRate + p.prologueUs;
      const computeUs = waves(tiles * split, sms, p.waveQuantisation) * tileUs;
      const idle = 1 - Math.min(1, (tiles * split) / sms);
      const reduceUs = split > 1 ? p.splitUs + (4 * split * m * n) / p.reduceBytesPerUs : 0;
      const streamUs = memoryUs * (1 + p.idleSmPenalty * idle);
      if (Math.max(computeUs, streamUs) + reduceUs >= best) continue;
      best = Math.min(best, smoothMax(computeUs, streamUs, p.overlap) + reduceUs);
    }
  }
  return p.launchUs + best;
}
