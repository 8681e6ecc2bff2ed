import type { LatencyModel } from "../engine/latency-model.ts";
import { UserError } from "../errors.ts";
import { CompiledCosts } from "./compile.ts";
import { generationOf } from "./generation.ts";
import type { Device } from "./hardware.ts";
import { constantsFor, type KernelConstants } from "./kernels/constants.ts";
import { inServing, type ServingConditions } from "./kernels/in-serving.ts";
import { MfuModel } from "./mfu.ts";
import { DirectCosts, type StepCosts } from "./mfu-costs.ts";
import { type HostOptions, hostConstants } from "./mfu-host.ts";
import { shardModel } from "./mfu-shard.ts";
import type { ModelShape } from "./model-shape.ts";
import { type KernelTables, measuredOnly } from "./tables/kernel-tables.ts";
import type { HeadShape } from "./tables/table-folder.ts";

/** What the v2 model is made of, beside its tables. */
export interface MfuServer extends HostOptions {
  readonly model: ModelShape;
  /** Tensor-parallel ranks. */
  readonly tp: number;
  readonly maxNumBatchedTokens: number;
  readonly maxNumSeqs: number;
}

export interface CostsWithNotes {
  readonly costs: StepCosts;
  /** What the user should know of the tables and constants; empty when there is nothing. */
  readonly notes: readonly string[];
}

export interface MfuModelWithNotes {
  readonly model: LatencyModel;
  /** What the user should know of the tables and constants; empty when there is nothing. */
  readonly notes: readonly string[];
}

/** Ranks that NVLink joins; all-reduce is measured up to here. */
const SERVER_GPUS = 8;

/**
 * The v2 model over tables that are in memory, costs compiled.
 * @param read gives the tables that can say something about one attention shape
 * @throws UserError when the GPU's facts, its tables or the model's structure are not enough to price it.
 */
export function assembleMfuModel(
  server: MfuServer,
  read: (shape: HeadShape, device: Device) => KernelTables,
): MfuModelWithNotes {
  const { costs, notes } = costsOver(server, read);
  return { model: mfuOver(compiled(costs, server), server), notes };
}

/** Costs computed afresh on every call. */
export function costsOver(
  server: MfuServer,
  read: (shape: HeadShape, device: Device) => KernelTables,
): CostsWithNotes {
  const device = checkedDevice(server);
  const { model, gpu, tp } = server;
  const shard = shardModel(model, tp);
  const conditions = conditionsOf(server);
  const constants = inServing(constantsFor(gpu.name, device), conditions);
  const given = read(shard.attention, device);
  const scaled = conditions.computeEfficiency !== 1 || conditions.bandwidthEfficiency !== 1;
  // Modelled rows were written at the rates timed alone.
  const tables = scaled ? measuredOnly(given) : given;
  return {
    costs: new DirectCosts(shard, tables, constants, gpu.mfu?.allReduceSkewUs),
    notes: [...scopeNotes(model, constants), ...tables.notes],
  };
}

export function compiled(costs: StepCosts, { maxNumBatchedTokens, maxNumSeqs }: MfuServer): StepCosts {
  return new CompiledCosts(costs, maxNumBatchedTokens, maxNumSeqs);
}

export function mfuOver(costs: StepCosts, server: MfuServer): LatencyModel {
  return new MfuModel(costs, server.model.layers, hostConstants(server));
}

export function conditionsOf({ gpu, vllmVersion }: MfuServer): ServingConditions {
  const { fp8LargeTiles } = generationOf(vllmVersion);
  const { computeEfficiency = 1, bandwidthEfficiency = 1 } = gpu.mfu ?? {};
  return { fp8LargeTiles, computeEfficiency, bandwidthEfficiency };
}

/** @throws UserError for what the v2 model cannot price, whatever its tables */
export function checkedDevice({ model, gpu, tp }: MfuServer): Device {
  const { device } = gpu;
  if (device === undefined) {
    throw new UserError({
      field: gpu.name,
      message: "has no device section in the hardware config, which the mfu latency model needs",
      remedy: "Add its peaks, or use --latency-model calibrated",
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
  return device;
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
