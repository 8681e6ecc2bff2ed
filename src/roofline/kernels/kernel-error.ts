import type { ErrorFigures, FittedOp, KernelConstants } from "./constants.ts";
import type { Regime } from "./regimes.ts";

/**
 * How far the analytic model of an operation is off on sites and shapes it was not fitted on; the figures of all
 * regimes together where none was measured in this one. For a chip other than the fitted one it is a lower limit.
 */
export function kernelError(op: FittedOp, regime: Regime, c: KernelConstants): ErrorFigures {
  const figures = c.errors[op][regime] ?? c.errors[op].all;
  if (figures === undefined)
    throw new RangeError(`no error is known for ${op}: the constants were never fitted`);
  return figures;
}
