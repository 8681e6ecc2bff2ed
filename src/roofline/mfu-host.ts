import { UserError } from "../errors.ts";
import { generationOf } from "./generation.ts";
import type { Gpu, MfuParameters } from "./hardware.ts";
import type { HostConstants } from "./mfu.ts";

export interface HostOptions {
  readonly gpu: Gpu;
  readonly asyncScheduling: boolean;
  /** Absent: the version whose defaults the engine takes when nothing is said. */
  readonly vllmVersion?: string;
}

/** @throws UserError when the GPU has no host constants: they are measured, never guessed. */
export function hostConstants({ gpu, asyncScheduling, vllmVersion }: HostOptions): HostConstants {
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
