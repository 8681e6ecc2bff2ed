import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "../../errors.ts";
import type { BenchJob } from "../bench-job.ts";
import type { BenchTable } from "../bench-table.ts";
import type { CheckContext } from "../checks/check.ts";
import { validateTable } from "../checks/validate.ts";
import { isGpu } from "../gpu-name.ts";
import { peakFlopsPerS } from "../kernel-point.ts";
import { readTable } from "../read-table.ts";
import { type NewTable, reasonToKeep, storeTables } from "../store-table.ts";
import { manifestEntry, readProvenance } from "./provenance.ts";
import { readSkipped } from "./skipped.ts";

/** What became of one job's table. */
export interface Collected {
  readonly job: string;
  readonly file: string;
  /** `stored`; `kept`: a better one is there; `refused`: it has faults; `partial`: the job has not finished it. */
  readonly outcome: "stored" | "kept" | "refused" | "partial" | "missing";
  readonly rows: number;
  readonly reason?: string;
}

interface CollectOptions {
  /** Folder with the tables as the jobs left them. */
  readonly results: string;
  /** Folder of the GPU's tables: `bench_data/h100`. */
  readonly folder: string;
  readonly gpu: string;
  readonly jobs: readonly BenchJob[];
  /** Whether the campaign ran without a GPU. */
  readonly selfTest: boolean;
  readonly context: CheckContext;
  /** Says what would be stored, and stores nothing. */
  readonly dryRun?: boolean;
}

/** Checks each job's table and stores those that are sound; what is there already is never made worse. */
export function collectTables(options: CollectOptions): Collected[] {
  return options.jobs.map((job) => collect(job, options));
}

function collect(job: BenchJob, options: CollectOptions): Collected {
  const file = join(options.results, job.table);
  const about = { job: job.id, file: job.table };
  if (!existsSync(file)) {
    const partial = `${file}.part`;
    if (!existsSync(partial)) return { ...about, outcome: "missing", rows: 0, reason: "no table was left" };
    const rows = readFileSync(partial, "utf8").trimEnd().split("\n").length - 1;
    const reason = `${rows} of ${job.points.length} rows; the job did not finish`;
    return { ...about, outcome: "partial", rows, reason };
  }
  try {
    const table = newTable(job, file, options);
    const reason = reasonToKeep(options.folder, table);
    if (reason !== undefined) return { ...about, outcome: "kept", rows: table.rows, reason };
    if (options.dryRun !== true) storeTables(options.folder, options.gpu, [table]);
    return { ...about, outcome: "stored", rows: table.rows };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { ...about, outcome: "refused", rows: 0, reason: error.message };
  }
}

/** @throws UserError with everything that makes the table unfit. */
function newTable(job: BenchJob, file: string, options: CollectOptions): NewTable {
  const provenance = readProvenance(file);
  const { gpu, context, selfTest } = options;
  const problem = (message: string) => new UserError({ where: { file }, message });
  if (provenance.selfTest !== selfTest) {
    throw problem(
      selfTest
        ? "holds measured rows in a campaign of self-tests"
        : "holds self-test rows, which are no measurements",
    );
  }
  const foreign = provenance.gpus.filter((name) => !isGpu(name, gpu));
  if (foreign.length > 0 && !selfTest) throw problem(`was timed on ${foreign.join(", ")}, not on ${gpu}`);
  const faults = faultsOf(job, file, context);
  if (faults.length > 0) {
    const more = faults.length > 3 ? `; and ${faults.length - 3} more` : "";
    throw problem(faults.slice(0, 3).join("; ") + more);
  }
  const peakTFlops =
    job.kind === "allreduce" ? undefined : peakFlopsPerS(job.dtype, context.constants) / 1e12;
  return {
    key: job.table,
    text: readFileSync(file, "utf8"),
    rows: provenance.rows,
    entry: manifestEntry(job.kind, job.dtype, job.script, peakTFlops, provenance),
  };
}

/** Rows out of range, and rows that are missing without the script having said why. */
function faultsOf(job: BenchJob, file: string, context: CheckContext): string[] {
  if (job.kind !== "gemm" && job.kind !== "prefill" && job.kind !== "decode") return [];
  const table: BenchTable = readTable({
    file,
    key: job.table,
    kind: job.kind,
    dtype: job.dtype === "fp8" ? "fp8" : "bf16",
    ...(job.shape === undefined ? {} : { shape: job.shape }),
  });
  const skipped = readSkipped(file);
  return validateTable(table, context, skipped).map(({ line, message }) =>
    line === undefined ? message : `line ${line}: ${message}`,
  );
}
