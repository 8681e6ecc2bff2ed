import { existsSync, mkdirSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { EXIT, UserError } from "../errors.ts";
import type { Gpu } from "../roofline/hardware.ts";
import {
  coldCache,
  constantsFor,
  type ErrorFigures,
  type KernelConstants,
  type KernelOrigin,
} from "../roofline/kernels/constants.ts";
import type { ModelShape } from "../roofline/model-shape.ts";
import { type ManifestEntry, readManifest, type TableManifest } from "../roofline/tables/manifest.ts";
import { gemmSites } from "./gemm-sites.ts";
import { type SyntheticFile, synthTables } from "./synth.ts";

export interface SyntheticTablesOptions {
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

export interface SyntheticTablesResult {
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
  const files = syntheticFiles(options);
  const manifestFile = join(folder, "manifest.json");
  const before = readManifest(manifestFile);
  const replaceable = ({ path }: SyntheticFile) => {
    const source = before?.files[path]?.source;
    return !existsSync(join(folder, path)) || source === "modelled" || source === "derived";
  };
  const written = files.tables.filter(replaceable).map(({ path }) => path);
  const kept = files.tables.filter((file) => !replaceable(file)).map(({ path }) => path);
  if (options.dryRun !== true) {
    const entries = { ...before?.files };
    for (const file of files.tables) {
      if (!written.includes(file.path)) continue;
      writeWhole(join(folder, file.path), file.text);
      entries[file.path] = files.entry(file);
    }
    const manifest: TableManifest = { ...before, gpu: gpu.name, note: MFU_NOTE, files: sorted(entries) };
    writeWhole(manifestFile, `${JSON.stringify(manifest, null, 2)}\n`);
  }
  return { written, kept };
}

const MFU_NOTE =
  "latency_us is what the simulator reads. The mfu column is FLOPs / latency / peak, with 2mkn FLOPs for GEMM, " +
  "2*heads*head_dim*seq_len^2 for causal prefill and 4*heads*head_dim*batch*kv_len for decode.";

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

function sorted<T>(entries: Record<string, T>): Record<string, T> {
  return Object.fromEntries(Object.entries(entries).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The file appears whole or not at all. */
function writeWhole(file: string, text: string): void {
  try {
    mkdirSync(dirname(file), { recursive: true });
    const temporary = `${file}.${process.pid}.tmp`;
    writeFileSync(temporary, text);
    renameSync(temporary, file);
  } catch (error) {
    throw new UserError(
      { where: { file }, message: `cannot be written (${(error as Error).message})` },
      EXIT.failed,
    );
  }
}
