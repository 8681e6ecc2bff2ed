import { existsSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "../errors.ts";
import type { Device } from "./hardware.ts";
import {
  type CostsWithNotes,
  checkedDevice,
  compiled,
  conditionsOf,
  costsOver,
  type MfuServer,
} from "./mfu-assemble.ts";
import type { ModelShape } from "./model-shape.ts";
import { findTables, tablesVersion } from "./tables/layout.ts";
import { loadTables } from "./tables/load.ts";

export interface MfuOptions extends MfuServer {
  readonly benchDataPath?: string;
}

/**
 * Costs computed afresh on every call, over the tables of a folder.
 * @throws UserError when the GPU's facts, its tables or the model's structure are not enough to price it.
 */
export function directCosts(options: MfuOptions): CostsWithNotes {
  const { path } = checked(options);
  const { model, gpu } = options;
  const { costs, notes } = costsOver(options, (shape, device) => loadTables(path, gpu.name, device, shape));
  return { costs, notes: [...unreadNotes(model, path), ...notes] };
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
  const made = { costs: compiled(costs, options), notes };
  if (recent.size === MOST_RECENT) recent.delete(recent.keys().next().value!);
  recent.set(key, made);
  return made;
}

function checked(options: MfuOptions): { device: Device; path: string } {
  const device = checkedDevice(options);
  const { gpu, benchDataPath } = options;
  if (benchDataPath === undefined || !existsSync(benchDataPath)) {
    throw new UserError({
      field: "--latency-model mfu",
      message: `needs kernel tables for ${gpu.name}, and there are none${benchDataPath ? ` at ${benchDataPath}` : ""}`,
      remedy: `Write modelled ones with "inference-sim bench synth --gpu ${gpu.name}", or give measured ones with --bench-data-path`,
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
