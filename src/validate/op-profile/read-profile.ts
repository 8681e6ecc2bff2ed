import { existsSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "../../errors.ts";
import { type CsvFile, readCsvFile, requireColumns } from "../csv-file.ts";
import { Grid } from "./grid.ts";

const DENSE = "profile_dense.csv";
const PER_SEQUENCE = "profile_per_sequence.csv";
const ATTENTION = "profile_attention.csv";

/** Times of a model's operations on one GPU as LLMServingSim's profiler writes them, microseconds. */
export interface OpProfile {
  /** Time over tokens of everything that runs on all of them, one layer of each kind by name. */
  readonly dense: ReadonlyMap<string, Grid>;
  /** Time over sequences of the LM head and the sampler. */
  readonly perSequence: ReadonlyMap<string, Grid>;
  /** Attention of one layer: new tokens of a prompt, its cached tokens, decoding requests, their mean KV length. */
  readonly attention: Grid;
  /** What the profile was measured up to. */
  readonly most: { readonly tokens: number; readonly sequences: number };
}

export function hasProfile(folder: string): boolean {
  return [DENSE, PER_SEQUENCE, ATTENTION].every((file) => existsSync(join(folder, file)));
}

/** @throws UserError naming file, line and column of what cannot be read */
export function readProfile(folder: string): OpProfile {
  const dense = readCsvFile(join(folder, DENSE));
  const perSequence = readCsvFile(join(folder, PER_SEQUENCE));
  const attention = readCsvFile(join(folder, ATTENTION));
  const columns = ["prefill_chunk", "kv_prefill", "n_decode", "kv_decode"];
  requireColumns(attention, [...columns, "time_us"]);
  return {
    dense: byLayer(dense, "tokens"),
    perSequence: byLayer(perSequence, "sequences"),
    attention: new Grid(
      attention.rows.map((row) => [
        ...columns.map((column) => row.count(column, 0)),
        row.number("time_us", { above: 0 }),
      ]),
    ),
    most: { tokens: most(dense, "tokens"), sequences: most(perSequence, "sequences") },
  };
}

function byLayer(csv: CsvFile, axis: string): Map<string, Grid> {
  requireColumns(csv, ["layer", axis, "time_us"]);
  const points = new Map<string, number[][]>();
  for (const row of csv.rows) {
    const layer = row.text("layer");
    const list = points.get(layer) ?? [];
    list.push([row.count(axis), row.number("time_us", { above: 0 })]);
    points.set(layer, list);
  }
  return new Map([...points].map(([layer, rows]) => [layer, new Grid(rows)]));
}

function most(csv: CsvFile, axis: string): number {
  return csv.rows.reduce((largest, row) => Math.max(largest, row.count(axis)), 0);
}

/** Layers of a decoder that run once for each of its layers, and how often. */
const PER_LAYER: Readonly<Record<string, number>> = {
  ...{ layernorm: 2, qkv_proj: 1, q_norm: 1, k_norm: 1, qk_norm: 1, rotary_emb: 1, o_proj: 1 },
  ...{ gate_up_proj: 1, act_fn: 1, down_proj: 1 },
};
/** Those that run once a forward pass. */
const ONCE: readonly string[] = ["embedding", "final_layernorm"];
/** Without these a profile is none of a decoder. */
const NEEDED: readonly string[] = ["layernorm", "qkv_proj", "o_proj", "gate_up_proj", "act_fn", "down_proj"];

/**
 * How often each dense operation of a profile runs in a forward pass of `layers` layers.
 * @throws UserError for an operation that is not known, or one that is missing
 */
export function timesRun(profile: OpProfile, layers: number, folder: string): Map<string, number> {
  const unknown = [...profile.dense.keys()].filter((name) => !(name in PER_LAYER) && !ONCE.includes(name));
  const missing = NEEDED.filter((name) => !profile.dense.has(name));
  if (unknown.length > 0 || missing.length > 0) {
    throw new UserError({
      where: { file: join(folder, DENSE) },
      field: "layer",
      message:
        unknown.length > 0
          ? `holds ${unknown.join(", ")}, and how often a forward pass runs it is not known`
          : `lacks ${missing.join(", ")}`,
    });
  }
  const names = [...profile.dense.keys()];
  return new Map(names.map((name) => [name, name in PER_LAYER ? PER_LAYER[name]! * layers : 1]));
}
