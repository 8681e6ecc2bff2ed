import { type LoadedGpu, listGpus, loadGpu } from "../config/hardware.ts";
import { listModels, loadModel, modelsFolder } from "../config/models.ts";
import type { ModelShape } from "../roofline/model-shape.ts";
import type { CsvRow } from "./csv-file.ts";

/** Parts of a GPU's name in result files that say what the hardware file does not tell apart. */
const GPU_SUFFIX = /[-_ ](sxm\d?|\d+gb|hbm\d\w?|nvl)$/i;

/** GPUs and models by the names that result files have for them; each is read once. */
export class Names {
  private readonly hardwareConfig: string | undefined;
  private readonly models: string;
  private readonly gpus = new Map<string, LoadedGpu>();
  private readonly shapes = new Map<string, ModelShape>();

  /** @param models folder of Hugging Face configs; absent: those that ship */
  constructor(options: { readonly hardwareConfig?: string; readonly models?: string } = {}) {
    this.hardwareConfig = options.hardwareConfig;
    this.models = options.models ?? modelsFolder();
  }

  /** `h100_sxm` and `H100-80GB` are the H100 of the hardware file. */
  gpu(name: string): LoadedGpu {
    const known = this.gpus.get(name);
    if (known !== undefined) return known;
    const names = listGpus(this.hardwareConfig);
    const isKnown = (wanted: string) => names.some((gpu) => gpu.toLowerCase() === wanted.toLowerCase());
    let wanted = name;
    while (!isKnown(wanted) && GPU_SUFFIX.test(wanted)) wanted = wanted.replace(GPU_SUFFIX, "");
    const gpu = loadGpu(isKnown(wanted) ? wanted : name, this.hardwareConfig);
    this.gpus.set(name, gpu);
    return gpu;
  }

  /** A name, a Hugging Face id, or the last part of one: `Llama-2-7B`. */
  model(name: string): ModelShape {
    const known = this.shapes.get(name);
    if (known !== undefined) return known;
    const names = listModels(this.models);
    const stem = name.split("/").at(-1)!;
    const isShort = names.some((model) => model.toLowerCase() === stem.toLowerCase());
    const shape = loadModel(isShort ? stem : name, this.models);
    this.shapes.set(name, shape);
    return shape;
  }
}

/** The model of a row, with the weights' type that its dtype column names. */
export function modelOfRow(names: Names, row: CsvRow): ModelShape {
  const shape = names.model(row.text("model"));
  const dtype = row.text("dtype").toLowerCase();
  if (dtype === "") return shape;
  if (dtype.startsWith("fp8")) return { ...shape, weightDtype: "fp8" };
  if (/^(bf16|fp16|bfloat16|float16|bf16\/fp16)$/.test(dtype)) return { ...shape, weightDtype: "bf16" };
  return row.refuse("dtype", "must be bf16, fp16 or fp8");
}
