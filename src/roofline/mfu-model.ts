import type { LatencyModel } from "../engine/latency-model.ts";
import { type MfuModelWithNotes, mfuOver } from "./mfu-assemble.ts";
import { compiledCosts, directCosts, type MfuOptions } from "./mfu-setup.ts";

/**
 * The v2 model for one configuration: tables read, sharded kernels chosen, costs compiled.
 * @throws UserError when the GPU's facts, its tables or the model's structure are not enough to price it.
 */
export function createMfuModel(options: MfuOptions): MfuModelWithNotes {
  const { costs, notes } = compiledCosts(options);
  return { model: mfuOver(costs, options), notes };
}

/** The same model without compiled tables: every price computed afresh. Slow, for checking the other. */
export function createDirectMfuModel(options: MfuOptions): LatencyModel {
  return mfuOver(directCosts(options).costs, options);
}
