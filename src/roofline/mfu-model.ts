import { existsSync } from "node:fs";
import type { LatencyModel } from "../engine/latency-model.ts";
import { UserError } from "../errors.ts";
import { CompiledCosts } from "./compile.ts";
import type { Gpu } from "./hardware.ts";
import { coldCache, constantsFor } from "./kernels/constants.ts";
import { type HostConstants, MfuModel } from "./mfu.ts";
import { DirectCosts, type StepCosts } from "./mfu-costs.ts";
import { shardModel } from "./mfu-shard.ts";
import type { ModelShape } from "./model-shape.ts";
import { loadTables } from "./tables/load.ts";

export interface MfuOptions {
  readonly model: ModelShape;
  readonly gpu: Gpu;
  readonly tp: number;
  readonly maxNumBatchedTokens: number;
  readonly maxNumSeqs: number;
  readonly asyncScheduling: boolean;
  readonly benchDataPath?: string;
}

/** Ranks that NVLink joins; all-reduce is measured up to here. */
const SERVER_GPUS = 8;

export interface MfuModelWithNotes {
  readonly model: LatencyModel;
  /** What the user should know of the tables; empty when there is nothing. */
  readonly notes: readonly string[];
}

/**
 * The v2 model for one configuration: tables read, sharded kernels chosen, costs compiled.
 * @throws UserError when the GPU's facts, its tables or the model's structure are not enough to price it.
 */
export function createMfuModel(options: MfuOptions): MfuModelWithNotes {
  const { costs, notes } = directCosts(options);
  const compiled = new CompiledCosts(costs, options.maxNumBatchedTokens, options.maxNumSeqs);
  return { model: mfuOver(compiled, options), notes };
}

/** The same model without compiled tables: every price computed afresh. Slow, for checking the other. */
export function createDirectMfuModel(options: MfuOptions): LatencyModel {
  return mfuOver(directCosts(options).costs, options);
}

function mfuOver(costs: StepCosts, options: MfuOptions): LatencyModel {
  return new MfuModel(costs, options.model.layers, hostConstants(options.gpu, options.asyncScheduling));
}

function directCosts({ model, gpu, tp, benchDataPath }: MfuOptions): {
  costs: DirectCosts;
  notes: readonly string[];
} {
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
  const shard = shardModel(model, tp);
  // Between two uses of the same KV a step streams all weights through L2.
  const constants = coldCache(constantsFor(gpu.name, device));
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
  const tables = loadTables(benchDataPath, gpu.name, device, shard.attention);
  return { costs: new DirectCosts(shard, tables, constants), notes: tables.notes };
}

/** @throws UserError when the GPU has no host constants: they are measured, never guessed. */
function hostConstants(gpu: Gpu, asyncScheduling: boolean): HostConstants {
  const { mfu } = gpu;
  if (mfu === undefined) {
    throw new UserError({
      field: gpu.name,
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
