import { gpuOfEntry, hardwareEntries } from "../config/hardware-entries.ts";
import type { LoadedGpu } from "../config/loaded-gpu.ts";
import type { Where } from "../errors.ts";
import { modelShapeFromConfig } from "../roofline/model-config.ts";
import type { ModelShape } from "../roofline/model-shape.ts";

/**
 * The dimensions of a model from the content of its Hugging Face config.json.
 * @throws UserError naming each key that is missing, wrong, or not modelled
 */
export function modelFromConfig(name: string, config: unknown): ModelShape {
  return modelShapeFromConfig(name, config, nowhere);
}

/**
 * A GPU from its entry in a hardware config: the 17 keys of the calibrated roofline and, for the mfu model and for
 * memory, `device` and `mfu`.
 * @throws UserError naming each key that is missing, wrong, or unknown
 */
export function gpuFromEntry(name: string, entry: unknown): LoadedGpu {
  const json = { file: "hardware", value: { [name]: entry }, where: nowhere };
  return gpuOfEntry(name, hardwareEntries(json)[name]!, json);
}

/** What a program holds in memory has no lines to point at. */
function nowhere(): Where {
  return {};
}
