import type { LatencyModel } from "../engine/latency-model.ts";
import { UserError } from "../errors.ts";
import type { Gpu } from "./hardware.ts";
import { type HostConstants, MfuModel } from "./mfu.ts";
import type { StepCosts } from "./mfu-costs.ts";
import { compiledCosts, directCosts, type MfuOptions } from "./mfu-setup.ts";

export type { MfuOptions } from "./mfu-setup.ts";

export interface MfuModelWithNotes {
  readonly model: LatencyModel;
  /** What the user should know of the tables and constants; empty when there is nothing. */
  readonly notes: readonly string[];
}

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

function mfuOver(costs: StepCosts, { model, gpu, asyncScheduling }: MfuOptions): LatencyModel {
  return new MfuModel(costs, model.layers, hostConstants(gpu, asyncScheduling));
}

/** @throws UserError when the GPU has no host constants: they are measured, never guessed. */
function hostConstants({ name, mfu }: Gpu, asyncScheduling: boolean): HostConstants {
  if (mfu === undefined) {
    throw new UserError({
      field: name,
      message: "has no mfu section in the hardware config, which holds the host time of a step",
      remedy: "Add it, or use --latency-model calibrated",
    });
  }
  return {
    stepUs: asyncScheduling ? mfu.hostAsyncUs : mfu.hostSyncUs,
    sequenceUs: asyncScheduling ? mfu.hostAsyncPerSequenceUs : mfu.hostSyncPerSequenceUs,
    admissionUs: mfu.admissionUs,
    admissionPerTokenUs: mfu.admissionPerTokenUs,
  };
}
