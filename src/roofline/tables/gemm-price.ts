import { gemmFloorUs, memoryFloorUs } from "../kernels/bounds.ts";
import type { KernelConstants } from "../kernels/constants.ts";
import { gemmUs } from "../kernels/gemm.ts";
import { along, EXTRAPOLATED, MODELLED, type Priced } from "./along.ts";
import { type GemmSite, type GemmTable, isMeasured } from "./kernel-tables.ts";
import { neighbours } from "./neighbours.ts";
import type { Series } from "./series.ts";

/** Time of a GEMM as a function of its rows, for one weight matrix. */
export type GemmByRows = (m: number) => Priced;

/** Transferred times may fall by this fraction as m grows, as those of a table's own sites may. */
const MONOTONE_SLACK = 0.1;

/**
 * Prices C[m,n] = A[m,k] B[k,n] for one (k, n): from the table's own site, else from the analytic model corrected by
 * what the nearest measured sites say about it, else from the analytic model alone. Never faster than all FLOPs at
 * peak, the weights read once at peak, or a launch.
 */
export function gemmPrice(
  table: GemmTable | undefined,
  k: number,
  n: number,
  dtype: "bf16" | "fp8",
  c: KernelConstants,
): GemmByRows {
  const analytic = (m: number) => gemmUs(m, k, n, dtype, c);
  const bytesPerElement = dtype === "fp8" ? 1 : 2;
  // Activations may still be in L2; weights of a whole model never are.
  const weightsUs = memoryFloorUs(bytesPerElement * k * n, c);
  const launchUs = Math.min(gemmUs(1, 1, 1, dtype, c), table?.leastUs ?? Number.POSITIVE_INFINITY);
  const bounded = ({ us, provenance }: Priced, m: number): Priced => ({
    us: Math.max(us, gemmFloorUs(m, k, n, dtype, c), weightsUs, launchUs),
    provenance,
  });
  const own = table?.sites.find((site) => site.k === k && site.n === n);
  if (table !== undefined && own !== undefined) {
    const measured = isMeasured(table.source);
    const alongRows = along(own.series, analytic);
    return (m) => {
      const price = alongRows(m);
      return bounded(measured ? price : { us: price.us, provenance: MODELLED }, m);
    };
  }
  if (table === undefined || !isMeasured(table.source) || table.sites.length === 0) {
    return (m) => bounded({ us: analytic(m), provenance: MODELLED }, m);
  }
  const alongRows = along(transferred(table.sites, k, n, dtype, c), analytic);
  return (m) => bounded({ us: alongRows(m).us, provenance: EXTRAPOLATED }, m);
}

/** The analytic times of (k, n) at the rows of the nearest site, times the nearest sites' measured / analytic. */
function transferred(
  sites: readonly GemmSite[],
  k: number,
  n: number,
  dtype: "bf16" | "fp8",
  c: KernelConstants,
): Series {
  const near = neighbours(sites, (site) => [site.k, site.n], [k, n]).map(({ of: site, weight }) => {
    const analytic = (m: number) => gemmUs(m, site.k, site.n, dtype, c);
    return { weight, rows: site.series.x, analytic, measured: along(site.series, analytic) };
  });
  const x = near[0]!.rows;
  const us = new Float64Array(x.length);
  let most = 0;
  for (const [index, m] of x.entries()) {
    let ratio = 0;
    for (const { weight, analytic, measured } of near) ratio += (weight * measured(m).us) / analytic(m);
    us[index] = Math.max(ratio * gemmUs(m, k, n, dtype, c), most * (1 - MONOTONE_SLACK));
    most = Math.max(most, us[index]!);
  }
  return { x, us, exact: new Uint8Array(x.length) };
}
