import type { EngineConfig } from "../engine/config.ts";
import { type EnginePreset, enginePreset } from "../engine/presets.ts";
import { UserError } from "../errors.ts";
import { kvBytesPerToken } from "../roofline/memory.ts";
import type { ModelShape } from "../roofline/model-shape.ts";
import type { LatencyModelName } from "../roofline/registry.ts";
import { checkTensorParallel } from "../roofline/tensor-parallel.ts";
import { batchLimits } from "./batch-limits.ts";
import type { FlagName, FlagValues } from "./flags.ts";
import { graphSizes } from "./graph-sizes.ts";
import type { LoadedGpu } from "./loaded-gpu.ts";
import { flagValues, type Layer, type Setting, type Settings } from "./settings.ts";
import type { Item } from "./values.ts";

/** One server, every knob known, but for the KV blocks that memory leaves. */
export interface ServerConfig {
  readonly model: ModelShape;
  readonly gpu: LoadedGpu;
  /** Tensor-parallel ranks. */
  readonly tp: number;
  readonly latencyModel: LatencyModelName;
  /** vLLM's version, `major.minor`, as far as it decides how long a step takes. */
  readonly vllmVersion: string;
  readonly benchDataPath?: string;
  readonly engine: Omit<EngineConfig, "kvBlocks">;
  readonly gpuMemoryUtilization: number;
  /** Wins over what memory says. */
  readonly kvBlocksOverride?: number;
}

export interface ResolvedServer {
  readonly server: ServerConfig;
  /** The settings with everything filled in that the version, the GPU or the model decides. */
  readonly settings: Settings;
}

/** Settings that the version, the GPU or the model decides where nobody else does. */
export const FILLED_IN: readonly FlagName[] = [
  ...([
    "async-scheduling",
    "cudagraph-mode",
    "scheduler-reserve-full-isl",
    "gpu-memory-utilization",
  ] as const),
  ...(["max-model-len", "max-num-batched-tokens", "max-num-seqs"] as const),
];

/** Where the things are that settings only name. */
export interface ServerSources {
  /** @throws UserError when there is none of this name */
  model(name: string): ModelShape;
  /**
   * @param file hardware file to look in; undefined: the one that ships
   * @throws UserError when there is none of this name
   */
  gpu(name: string, file: string | undefined): LoadedGpu;
  /** Folder of the kernel tables that ship for a GPU; undefined: there are none. */
  tables(gpuName: string): string | undefined;
}

/** Block 0 is never handed out, so a pool needs one more. */
const FEWEST_BLOCKS = 2;

/**
 * Fills in what was left open, from vLLM's version, the GPU and the model.
 * @throws UserError when the settings make no server
 */
export function resolveServerFrom(sources: ServerSources, given: Settings): ResolvedServer {
  const settings = new Map<FlagName, Setting>(given);
  const fill = (name: FlagName, item: Item, layer: Layer, detail: string) => {
    if (!settings.has(name)) settings.set(name, { items: [item], origin: { layer, detail } });
  };
  const values = flagValues(given);
  const model = modelOf(sources, values);
  const gpu = sources.gpu(values.gpu!, values["hardware-config"]);
  const tp = values.tp!;
  checkTensorParallel(model, tp);

  const preset = presetOf(values["vllm-version"]!);
  const version = `vLLM ${preset.version}`;
  fill("async-scheduling", preset.asyncScheduling, "preset", version);
  fill("cudagraph-mode", preset.cudaGraphMode, "preset", version);
  fill("scheduler-reserve-full-isl", preset.fullSequenceAdmission, "preset", version);
  fill("gpu-memory-utilization", preset.gpuMemoryUtilization, "preset", version);
  fill("max-model-len", checkedLength(values, model), "derived", `longest context of ${model.name}`);
  const limits = batchLimits(flagValues(settings), gpu);
  fill("max-num-batched-tokens", limits.maxNumBatchedTokens, "derived", `vLLM's for ${gpu.name}`);
  fill("max-num-seqs", limits.maxNumSeqs, "derived", `vLLM's for ${gpu.name}`);
  const latencyModel = values["latency-model"] as LatencyModelName;
  const tables =
    latencyModel === "calibrated" ? undefined : (values["bench-data-path"] ?? sources.tables(gpu.name));

  const complete = flagValues(settings);
  const override = values["num-gpu-blocks-override"] ?? blocksInBytes(values, model);
  const server: ServerConfig = {
    model,
    gpu,
    tp,
    latencyModel,
    vllmVersion: preset.version,
    ...(tables === undefined ? {} : { benchDataPath: tables }),
    engine: engineOf(complete, preset),
    gpuMemoryUtilization: complete["gpu-memory-utilization"]!,
    ...(override === undefined ? {} : { kvBlocksOverride: override }),
  };
  return { server, settings };
}

/** KV blocks that `--kv-cache-memory-bytes` holds. */
function blocksInBytes(values: FlagValues, model: ModelShape): number | undefined {
  const bytes = values["kv-cache-memory-bytes"];
  if (bytes === undefined) return undefined;
  const bytesPerBlock = kvBytesPerToken(model, values.tp!) * values["block-size"]!;
  const blocks = Math.floor(bytes / bytesPerBlock);
  if (blocks >= FEWEST_BLOCKS) return blocks;
  const message = `must hold at least ${FEWEST_BLOCKS} KV blocks, of ${bytesPerBlock} bytes each`;
  throw new UserError({ field: "--kv-cache-memory-bytes", message, got: bytes });
}

function engineOf(values: FlagValues, preset: EnginePreset): Omit<EngineConfig, "kvBlocks"> {
  return {
    maxNumBatchedTokens: values["max-num-batched-tokens"]!,
    maxNumSeqs: values["max-num-seqs"]!,
    maxModelLen: values["max-model-len"]!,
    blockSize: values["block-size"]!,
    chunkedPrefill: values["enable-chunked-prefill"]!,
    longPrefillTokenThreshold: values["long-prefill-token-threshold"]!,
    prefixCaching: values["enable-prefix-caching"]!,
    schedulingPolicy: values["scheduling-policy"]!,
    asyncScheduling: values["async-scheduling"]!,
    fullSequenceAdmission: values["scheduler-reserve-full-isl"]!,
    cudaGraphMode: values["cudagraph-mode"]!,
    cudaGraphSizes: graphSizes(values, preset),
  };
}

function modelOf(sources: ServerSources, values: FlagValues): ModelShape {
  const shape = sources.model(values.model!);
  const { quantization: weightDtype = "auto", "kv-cache-dtype": kvDtype = "auto" } = values;
  return {
    ...shape,
    ...(weightDtype === "auto" ? {} : { weightDtype }),
    ...(kvDtype === "auto" ? {} : { kvDtype }),
  };
}

function presetOf(version: string): EnginePreset {
  try {
    return enginePreset(version);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new UserError({
      field: "--vllm-version",
      message: "must begin with major.minor, such as 0.19",
      got: version,
    });
  }
}

function checkedLength(values: FlagValues, model: ModelShape): number {
  const asked = values["max-model-len"] ?? model.maxPositions;
  if (asked > model.maxPositions) {
    throw new UserError({
      field: "--max-model-len",
      message: `must be at most ${model.maxPositions}, the longest context of ${model.name}`,
      got: asked,
    });
  }
  return asked;
}
