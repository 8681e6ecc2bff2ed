import { BoundedParameters } from "../../roofline/fit/bounded.ts";
import type { ParameterTable, ValuesOf } from "../../roofline/kernels/parameters/parameter.ts";

/**
 * Minimises an objective that runs a simulation for every value, within the parameters' bounds: a pattern search, one
 * parameter after the other, each step kept while it helps and halved when it does not.
 */
export async function patternSearch<Table extends ParameterTable>(
  table: Table,
  objective: (values: ValuesOf<Table>) => Promise<number>,
  { step = 0.8, least = 0.1 }: { readonly step?: number; readonly least?: number } = {},
): Promise<ValuesOf<Table>> {
  const bounded = new BoundedParameters(table);
  const x = new Float64Array(bounded.names.length);
  let best = await objective(bounded.values(x));
  for (let size = step; size >= least; size /= 2) {
    let improved = true;
    while (improved) {
      improved = false;
      for (let i = 0; i < x.length; i++) {
        for (const direction of [1, -1]) {
          const tried = Float64Array.from(x);
          tried[i]! += direction * size;
          const value = await objective(bounded.values(tried));
          if (value >= best - 1e-9) continue;
          best = value;
          x.set(tried);
          improved = true;
          break;
        }
      }
    }
  }
  return bounded.values(x);
}
