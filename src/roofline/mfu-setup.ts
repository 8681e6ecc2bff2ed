import { existsSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "../errors.ts";
import { CompiledCosts } from "./compile.ts";
import { generationOf } from "./generation.ts";
import type { Device, Gpu } from "./hardware.ts";
import { constantsFor, type KernelConstants } from "./kernels/constants.ts";
import { inServing, type ServingConditions } from "./kernels/in-serving.ts";
import { DirectCosts, type StepCosts } from "./mfu-costs.ts";
import { shardModel } from "./mfu-shard.ts";
import type { ModelShape } from "./model-shape.ts";
import { measuredOnly } from "./tables/kernel-tables.ts";
import { findTables, tablesVersion } from "./tables/layout.ts";
import { loadTables } from "./tables/load.ts";

export interface MfuOptions {
  readonly model: ModelShape;
  readonly gpu: Gpu;
  readonly tp: number;
  readonly maxNumBatchedTokens: number;
  readonly maxNumSeqs: number;
  readonly asyncScheduling: boolean;
  /** Absent: the version whose defaults the engine takes when nothing is said. */
  readonly vllmVersion?: string;
  readonly benchDataPath?: string;
}

export interface CostsWithNotes {
  readonly costs: StepCosts;
  /** What the user should know of the tables and constants; empty when there is nothing. */
  readonly notes: readonly string[];
}

/** Ranks that NVLink joins; all-reduce is measured up to here. */
const SERVER_GPUS = 8;

/**
 * Costs computed afresh on every call.
 * @throws UserError when the GPU's facts, its tables or the model's structure are not enough to price it.
 */
export function directCosts(options: MfuOptions): CostsWithNotes {
  const { device, path } = checked(options);
  const { model, gpu, tp } = options;
  const shard = shardModel(model, tp);
  const conditions = conditionsOf(options);
  const constants = inServing(constantsFor(gpu.name, device), conditions);
  const loaded = loadTables(path, gpu.name, device, shard.attention);
  const scaled = conditions.computeEfficiency !== 1 || conditions.bandwidthEfficiency !== 1;
  // Modelled rows were written at the rates timed alone.
  const tables = scaled ? measuredOnly(loaded) : loaded;
  return {
    costs: new DirectCosts(shard, tables, constants, gpu.mfu?.allReduceSkewUs),
    notes: [...scopeNotes(model, constants), ...unreadNotes(model, path), ...tables.notes],
  };
}

/** Compiled costs of the configurations last asked for: a sweep runs many scenarios on few of them. */
const recent = new Map<string, CostsWithNotes>();
const MOST_RECENT = 32;

/** The same costs compiled, shared by all that ask for the same configuration while its tables stay as they are. */
export function compiledCosts(options: MfuOptions): CostsWithNotes {
  const { device, path } = checked(options);
  const { model, gpu, tp, maxNumBatchedTokens, maxNumSeqs } = options;
  const version = tablesVersion(findTables(path, gpu.name));
  const service = [conditionsOf(options), gpu.mfu?.allReduceSkewUs];
  const key = JSON.stringify([
    ...[model, gpu.name, device, tp, service],
    ...[maxNumBatchedTokens, maxNumSeqs, version],
  ]);
  const known = recent.get(key);
  if (known !== undefined) return known;
  const { costs, notes } = directCosts(options);
  const made = { costs: new CompiledCosts(costs, maxNumBatchedTokens, maxNumSeqs), notes };
  if (recent.size === MOST_RECENT) recent.delete(recent.keys().next().value!);
  recent.set(key, made);
  return made;
}

function conditionsOf({ gpu, vllmVersion }: MfuOptions): ServingConditions {
  const { fp8LargeTiles } = generationOf(vllmVersion);
  const { computeEfficiency = 1, bandwidthEfficiency = 1 } = gpu.mfu ?? {};
  return { fp8LargeTiles, computeEfficiency, bandwidthEfficiency };
}

function checked({ model, gpu, tp, benchDataPath }: MfuOptions): { device: Device; path: string } {
  const { device } = gpu;
  if (device === undefined) {
    throw new UserError({
      field: gpu.name,
      message: "has no device section in the hardware config, which the mfu latency model needs",
      remedy: "Add its peaks, or use --latency-model calibrated",
    });
  }
  if (benchDataPath === undefined || !existsSync(benchDataPath)) {
    throw new UserError({
      field: "--latency-model mfu",
      message: `needs kernel tables for ${gpu.name}, and there are none${benchDataPath ? ` at ${benchDataPath}` : ""}`,
      remedy: `Write modelled ones with "inference-sim bench synth --gpu ${gpu.name}", or give measured ones with --bench-data-path`,
    });
  }
  if (tp > SERVER_GPUS) {
    throw new UserError({
      field: "--tp",
      message: `is more than the ${SERVER_GPUS} GPUs of a server: the mfu latency model does not price networks between servers`,
      got: tp,
    });
  }
  if (model.weightDtype === "fp8" && device.fp8TFlops === undefined) {
    throw new UserError({
      field: "--model",
      message: `has FP8 weights, and ${gpu.name} has no FP8 tensor cores: what it would run instead is not modelled`,
      got: model.name,
    });
  }
  return { device, path: benchDataPath };
}

/** Tables that would be about this model, and are not read. */
function unreadNotes(model: ModelShape, path: string): string[] {
  const kinds = [...(model.moe ? ["moe", "grouped_gemm"] : []), ...(model.mla ? ["mla"] : [])];
  return kinds
    .filter((kind) => existsSync(join(path, kind)))
    .map((kind) => `${join(path, kind)}: tables of this kind are not read, the kernels are modelled`);
}

/** Constants that are used outside of what they were fitted on. */
function scopeNotes(model: ModelShape, { gpu, origin }: KernelConstants): string[] {
  const notes: string[] = [];
  if (origin.kind === "derived") {
    notes.push(`kernel constants of ${gpu} are ${origin.note ?? "derived"}: their error is not known`);
  }
  if (model.moe !== undefined) {
    notes.push(
      "the experts' grouped GEMMs are priced as dense GEMMs of the same weights, rows and tiles, with every expert " +
        "equally likely; this was checked on published FP8 times only (13 % mean error)",
    );
  }
  if (model.mla !== undefined) {
    notes.push("latent attention is priced from one published table of 128 heads on an H800 (FlashMLA)");
  }
  return notes;
}
