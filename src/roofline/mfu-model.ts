import type { LatencyModel } from "../engine/latency-model.ts";
import { UserError } from "../errors.ts";
import { generationOf } from "./generation.ts";
import type { MfuParameters } from "./hardware.ts";
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

function mfuOver(costs: StepCosts, options: MfuOptions): LatencyModel {
  return new MfuModel(costs, options.model.layers, hostConstants(options));
}

/** @throws UserError when the GPU has no host constants: they are measured, never guessed. */
function hostConstants({ gpu, asyncScheduling, vllmVersion }: MfuOptions): HostConstants {
  const { name, mfu } = gpu;
  if (mfu === undefined) {
    throw new UserError({
      field: name,
      message: "has no mfu section in the hardware config, which holds the host time of a step",
      remedy: "Add it, or use --latency-model calibrated",
    });
  }
  const { admissionUs, admissionPerTokenUs } = mfu;
  return { ...stepConstants(mfu, asyncScheduling, vllmVersion), admissionUs, admissionPerTokenUs };
}

function stepConstants(
  mfu: MfuParameters,
  asyncScheduling: boolean,
  vllmVersion: string | undefined,
): Pick<HostConstants, "stepUs" | "sequenceUs"> {
  const { hostSyncUs, hostSyncPerSequenceUs, hostAsyncUs, hostAsyncPerSequenceUs } = mfu;
  if (!asyncScheduling) return { stepUs: hostSyncUs, sequenceUs: hostSyncPerSequenceUs };
  if (generationOf(vllmVersion).asyncByDefault) {
    return { stepUs: hostAsyncUs, sequenceUs: hostAsyncPerSequenceUs };
  }
  const { hostEarlyAsyncUs = hostAsyncUs, hostEarlyAsyncPerSequenceUs = hostAsyncPerSequenceUs } = mfu;
  return { stepUs: hostEarlyAsyncUs, sequenceUs: hostEarlyAsyncPerSequenceUs };
}
