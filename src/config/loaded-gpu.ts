import type { Gpu } from "../roofline/hardware.ts";

/** A GPU as read from a hardware config, with what looks odd in its entry: sentences to be shown, empty when nothing does. */
export interface LoadedGpu extends Gpu {
  readonly warnings: readonly string[];
}
