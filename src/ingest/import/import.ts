import { createHash } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import { basename } from "node:path";
import { UserError } from "../../errors.ts";
import type { ManifestEntry } from "../../roofline/tables/parse-manifest.ts";
import type { CheckContext } from "../checks/check.ts";
import type { Finding } from "../finding.ts";
import { peakFlopsPerS } from "../kernel-point.ts";
import { reasonToKeep, storeTables } from "../store-table.ts";
import { importAiconfigurator } from "./aiconfigurator.ts";
import type { ForeignTable, Imported } from "./foreign-rows.ts";
import { importInferSim } from "./infersim.ts";
import { importSdpa } from "./sdpa.ts";
import { importVidur } from "./vidur.ts";

const IMPORT_FORMATS = ["infersim", "blis", "aiconfigurator", "vidur", "sdpa"] as const;
export type ImportFormat = (typeof IMPORT_FORMATS)[number];

export interface ImportRequest {
  readonly from: ImportFormat;
  /** A folder for InferSim and BLIS, a file for the others. */
  readonly path: string;
  readonly gpu: string;
  readonly context: CheckContext;
}

interface ImportResult extends Imported {
  /** Faults of the tables as they were. */
  readonly findings: readonly Finding[];
}

/** @throws UserError when the path is not of the format's kind, or what it holds cannot be read. */
export function importTables({ from, path, gpu, context }: ImportRequest): ImportResult {
  const folder = from === "infersim" || from === "blis";
  if (isFolder(path) !== folder) {
    throw new UserError({
      field: "path",
      message: `must be a ${folder ? "folder" : "file"} for --from ${from}`,
      got: path,
    });
  }
  const { constants } = context;
  switch (from) {
    case "infersim":
    case "blis":
      return importInferSim(path, gpu, context);
    case "aiconfigurator":
      return { ...importAiconfigurator(path, gpu, constants), findings: [] };
    case "vidur":
      return { ...importVidur(path, constants), findings: [] };
    case "sdpa":
      return { ...importSdpa(path, constants), findings: [] };
  }
}

/** What became of an imported table. */
interface StoredImport {
  readonly file: string;
  readonly rows: number;
  readonly outcome: "stored" | "kept";
  readonly reason?: string;
}

/** Stores imported tables in a GPU's folder, each with where it comes from; better ones that are there stay. */
export function storeImport(
  { tables, versions }: Imported,
  request: ImportRequest,
  folder: string,
  dryRun: boolean,
): StoredImport[] {
  const source = sourceOf(request.path);
  return tables.map((table): StoredImport => {
    const next = { ...table, entry: entryOf(table, request, source, versions) };
    const reason = reasonToKeep(folder, next);
    if (reason === undefined && !dryRun) storeTables(folder, request.gpu, [next]);
    const about = { file: table.key, rows: table.rows };
    return reason === undefined ? { ...about, outcome: "stored" } : { ...about, outcome: "kept", reason };
  });
}

function entryOf(
  { kind, dtype }: ForeignTable,
  { from, context }: ImportRequest,
  source: string,
  versions: Imported["versions"],
): ManifestEntry {
  return {
    kind,
    dtype,
    ...(kind === "allreduce" ? {} : { peakTFlops: peakFlopsPerS(dtype, context.constants) / 1e12 }),
    source: "measured",
    derivedFrom: `${source}, measured by others; times as they stand there`,
    tool: `inference-sim bench import --from ${from}`,
    ...(Object.keys(versions).length > 0 ? { versions: { ...versions } } : {}),
  };
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    throw new UserError({ field: "path", message: "does not exist", got: path });
  }
}

/** A file's name and what tells it from another of that name. */
function sourceOf(path: string): string {
  if (isFolder(path)) return basename(path);
  const hash = createHash("sha256").update(readFileSync(path)).digest("hex");
  return `${basename(path)} (sha256 ${hash.slice(0, 12)})`;
}
