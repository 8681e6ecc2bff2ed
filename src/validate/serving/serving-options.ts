import type { LoadedGpu } from "../../config/hardware.ts";
import type { Names } from "../names.ts";

export interface ServingOptions {
  readonly names: Names;
  /** The GPU of a file that does not name one, and whose host time an operation profile is run with. */
  readonly gpu: string;
  /** Absent: the version the format's measurements are known to come from. */
  readonly vllmVersion?: string;
  readonly benchDataPath?: string;
  readonly hardwareConfig?: string;
  readonly seed: number;
  /** For fits: the GPU with other constants in place of its own. */
  readonly adjust?: (gpu: LoadedGpu) => LoadedGpu;
}

/** The GPU by the name a file has for it, adjusted. */
export function servingGpu({ names, adjust }: ServingOptions, name: string): LoadedGpu {
  const gpu = names.gpu(name);
  return adjust?.(gpu) ?? gpu;
}

/** Flags that say where tables and GPUs are read from. */
export function sourceFlags({ benchDataPath, hardwareConfig }: ServingOptions) {
  return {
    ...(benchDataPath === undefined ? {} : { "bench-data-path": benchDataPath }),
    ...(hardwareConfig === undefined ? {} : { "hardware-config": hardwareConfig }),
  };
}
