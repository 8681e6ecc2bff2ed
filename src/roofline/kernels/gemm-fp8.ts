import type { KernelConstants } from "./constants.ts";
import { smoothMax } from "./smooth-max.ts";
import { sustainedClock } from "./sustained.ts";
import { waves } from "./waves.ts";

/** From this many rows and this k on vLLM takes larger tiles. */
const HUGE_ROWS = 8192;
const HUGE_K = 6144;
/** Nothing was measured between 4352 and 8192 rows: a step down to the larger tiles is not taken to be higher than this. */
const HUGE_STEP = 1.1;

/**
 * C[m,n] = A[m,k] B[k,n] in FP8 with A quantised token by token first, microseconds.
 *
 * Tiles are those of vLLM's dispatch for Hopper (csrc/quantization/w8a8/cutlass/c3x/scaled_mm_sm90_fp8_dispatch.cuh):
 * up to 64 rows A and B are swapped and tiles are 64 columns by 16 or 64 rows; up to 128 rows 64 x 128; beyond
 * 128 x 128 in clusters of two along the rows, so that rows are padded to 256; from 8192 rows and k 6144 on 256 x 128.
 *
 *     launches + quantise + smoothMax(waves * (max(FLOPs / SM peak, operands / L2 rate) + prologue), bytes / bandwidth)
 */
export function gemmFp8Us(m: number, k: number, n: number, c: KernelConstants): number {
  const us = quantisedGemmUs(m, k, n, c);
  return c.fp8LargeTiles !== false && k >= HUGE_K && m < HUGE_ROWS && 2 * m > HUGE_ROWS
    ? Math.min(us, HUGE_STEP * quantisedGemmUs(HUGE_ROWS, k, n, c))
    : us;
}

function quantisedGemmUs(m: number, k: number, n: number, c: KernelConstants): number {
  const p = c.gemm.fp8;
  const { sms, fp8FlopsPerS, memoryBytesPerS, l2Bytes } = c.chip;
  let rows = 128;
  let columns = 128;
  let cluster = 2;
  let utilisation = p.largeUtilisation;
  // At sustained clocks only: those launches are long.
  let clock = sustainedClock(2 * m * k * n, p.sustainedLoss, p.sustainedHalfFlops);
  if (m <= 64) {
    rows = m <= 16 || n <= 1280 ? 16 : 64;
    columns = 64;
    cluster = n > 1280 ? 1 : m <= 16 ? 2 : 4;
    utilisation = p.smallUtilisation;
  } else if (m <= 128) {
    rows = 64;
    utilisation = p.mediumUtilisation;
  } else if (c.fp8LargeTiles !== false && m >= HUGE_ROWS && k >= HUGE_K) {
    rows = 256;
    utilisation = p.hugeUtilisation;
    clock = 1;
  }
  const rowTiles = cluster * Math.ceil(m / (rows * cluster));
  const columnTiles = Math.ceil(n / columns);
  const tiles = rowTiles * columnTiles;
  const flopsPerUs = (fp8FlopsPerS / sms) * 1e-6 * utilisation * clock;
  const mathUs = (2 * rows * columns * k) / flopsPerUs;
  const operandUs = ((rows + columns) * k) / p.operandBytesPerUsPerSm;
  const padding = m > 128 ? p.paddingPenalty * (1 - m / (rowTiles * rows)) * Math.min(1, tiles / sms) : 0;
  const tileUs = Math.max(mathUs, operandUs) + p.prologueUs;
  const computeUs = waves(tiles, sms, p.waveQuantisation) * tileUs * (1 + padding);

  const footprint = waveFootprintBytes(m, k, n, rowTiles, columnTiles, rows, columns, sms);
  const missed = p.missShare * Math.max(0, 1 - l2Bytes / footprint) * tiles * (rows + columns) * k;
  const bytes = k * n + m * k + 2 * m * n + missed;
  const memoryUs = (bytes / (memoryBytesPerS * p.memoryUtilisation)) * 1e6 + p.memoryRampUs;

  const quantiseUs = p.quantiseRowUs * m + (3 * m * k) / p.quantiseBytesPerUs;
  return p.launchUs + quantiseUs + smoothMax(computeUs, memoryUs, p.overlap);
}

/**
 * Bytes of A and B that the tiles of one wave touch. CUTLASS walks the shorter side of the output first, so a wave
 * covers all of that side and as much of the other as fits on the SMs.
 */
function waveFootprintBytes(
  m: number,
  k: number,
  n: number,
  rowTiles: number,
  columnTiles: number,
  rows: number,
  columns: number,
  sms: number,
): number {
  const alongRows = columnTiles > rowTiles;
  const short = alongRows ? rowTiles : columnTiles;
  const other = Math.max(1, sms / short);
  const rowsTouched = alongRows ? m : Math.min(m, rows * other);
  const columnsTouched = alongRows ? Math.min(n, columns * other) : n;
  return (rowsTouched + columnsTouched) * k;
}
