import { type AllReduceImpl, allReduceImpl, allReduceUs } from "../kernels/all-reduce.ts";
import type { KernelConstants } from "../kernels/constants.ts";
import { along, MODELLED, type Priced } from "./along.ts";
import { type AllReduceTable, isMeasured } from "./kernel-tables.ts";

/** Prices a sum over `ranks` GPUs from the table where it has the implementation and ranks, else analytically. */
export function allReducePrice(
  table: AllReduceTable | undefined,
  ranks: number,
  bytes: number,
  eager: boolean,
  c: KernelConstants,
): Priced {
  if (ranks === 1) return { us: 0, provenance: MODELLED };
  const impl = allReduceImpl(ranks, bytes);
  const graph = inGraph(table, ranks, bytes, impl, c);
  if (!eager) return graph;
  const eagerUs = allReduceUs(ranks, bytes, "eager", c);
  return graph.us >= eagerUs ? graph : { us: eagerUs, provenance: MODELLED };
}

function inGraph(
  table: AllReduceTable | undefined,
  ranks: number,
  bytes: number,
  impl: AllReduceImpl,
  c: KernelConstants,
): Priced {
  const analytic = (size: number) => allReduceUs(ranks, size, impl, c);
  const series = table?.series.get(`${impl}/${ranks}`);
  if (table === undefined || series === undefined) return { us: analytic(bytes), provenance: MODELLED };
  const price = along(series, analytic)(bytes);
  return isMeasured(table.source) ? price : { us: price.us, provenance: MODELLED };
}
