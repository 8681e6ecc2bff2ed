import { existsSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "../errors.ts";
import type { Gpu } from "../roofline/hardware.ts";
import {
  coldCache,
  constantsFor,
  type ErrorFigures,
  type KernelConstants,
  type KernelOrigin,
} from "../roofline/kernels/constants.ts";
import type { ModelShape } from "../roofline/model-shape.ts";
import { readManifest } from "../roofline/tables/manifest.ts";
import type { ManifestEntry } from "../roofline/tables/parse-manifest.ts";
import { gemmSites } from "./gemm-sites.ts";
import { isMeasured, storeTables } from "./store-table.ts";
import { type SyntheticFile, synthTables } from "./synth.ts";

interface SyntheticTablesOptions {
  readonly gpu: Gpu;
  /** Models whose weight matrices are added to the GEMM sweep. */
  readonly models: readonly ModelShape[];
  /** Folder of this GPU's tables: `bench_data/h100`. */
  readonly folder: string;
  /** Version of this program, for the manifest. */
  readonly version: string;
  /** Day for the manifest, ISO 8601. */
  readonly date: string;
  /** Says what would be written, and writes nothing. */
  readonly dryRun?: boolean;
}

interface SyntheticTablesResult {
  readonly written: readonly string[];
  /** Files that are not modelled, and so were left as they are. */
  readonly kept: readonly string[];
}

/**
 * Writes a GPU's tables from the analytic kernel model, and the manifest that marks them as such. Files that the
 * manifest does not call modelled or derived are measurements, and stay.
 * @throws UserError when the GPU's facts are not known, or a file cannot be written.
 */
export function writeSyntheticTables(options: SyntheticTablesOptions): SyntheticTablesResult {
  const { folder, gpu } = options;
  const { tables, entry } = syntheticFiles(options);
  const before = readManifest(join(folder, "manifest.json"));
  const stays = ({ path }: SyntheticFile) => existsSync(join(folder, path)) && isMeasured(before, path);
  const kept = tables.filter(stays);
  const fresh = tables.filter((table) => !kept.includes(table));
  if (options.dryRun !== true) {
    storeTables(
      folder,
      gpu.name,
      fresh.map((table) => ({ key: table.path, text: table.text, entry: entry(table) })),
    );
  }
  return { written: fresh.map(({ path }) => path), kept: kept.map(({ path }) => path) };
}

/** What `writeSyntheticTables` writes, without writing it. */
export function syntheticFiles({ gpu, models, version, date }: SyntheticTablesOptions): {
  tables: SyntheticFile[];
  entry: (file: SyntheticFile) => ManifestEntry;
} {
  if (gpu.device === undefined) {
    throw new UserError({
      field: gpu.name,
      message: "has no device section in the hardware config, so its kernels cannot be modelled",
    });
  }
  // As a benchmark that rotates its buffers through more than L2 would time them.
  const constants = coldCache(constantsFor(gpu.name, gpu.device));
  return {
    tables: synthTables(constants, gemmSites(models)),
    entry: ({ kind }) => manifestEntry(kind, constants, version, date),
  };
}

function manifestEntry(
  kind: SyntheticFile["kind"],
  { gpu, origin, chip, errors }: KernelConstants,
  version: string,
  date: string,
): ManifestEntry {
  return {
    kind,
    dtype: "bf16",
    peakTFlops: chip.bf16FlopsPerS / 1e12,
    ...(origin.kind === "derived"
      ? { source: "derived" as const, derivedFrom: origin.note ?? origin.fittedOn }
      : { source: "modelled" as const }),
    tool: "inference-sim bench synth",
    versions: { "inference-sim": version },
    date,
    fittedOn: origin.fittedOn,
    error: errorText(errors[FITTED_OP[kind]].all, gpu, origin),
  };
}

const FITTED_OP = { gemm: "gemmBf16", prefill: "prefill", decode: "decode" } as const;

function errorText(figures: ErrorFigures | undefined, gpu: string, origin: KernelOrigin): string {
  if (figures === undefined) return "unknown";
  const { rows, mapePct, medianPct, p90Pct, biasPct, timeWeightedPct } = figures;
  const text =
    `MAPE ${mapePct} %, median ${medianPct} %, p90 ${p90Pct} %, time-weighted ${timeWeightedPct} %, ` +
    `bias ${biasPct} % on ${rows} rows of shapes held out of the fit that predicts them (folds: seed ${origin.seed})`;
  return origin.kind === "derived" ? `${text}, on the GPU of the fit; unknown on ${gpu}` : text;
}
