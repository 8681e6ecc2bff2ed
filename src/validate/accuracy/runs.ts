import { existsSync } from "node:fs";
import { join } from "node:path";
import { resolveSettings } from "../../config/resolve.ts";
import type { Kind } from "../outcome.ts";
import { reportOf, type ValidationReport } from "../report/report.ts";
import { validateFile } from "../validate.ts";

/** A command of the accuracy page, its paths relative to the reference folder. */
export interface AccuracyRun {
  readonly kind: Kind;
  readonly file: string;
  readonly lookup?: "nearest" | "floor";
  readonly hardwareConfig?: string;
}

export const RUNS: readonly AccuracyRun[] = [
  ...[
    "gemm_bf16_h100",
    "gemm_fp8_vllm_h100",
    "attention_prefill_vllm_h100",
    "attention_decode_vllm_h100",
    "allreduce_h100",
    "sdpa_pytorch241_h100",
  ].map((name): AccuracyRun => ({ kind: "kernels", file: `kernels/${name}.csv` })),
  { kind: "serving", file: "serving/closed_loop_llama70b_fp8_h100.csv" },
  { kind: "serving", file: "serving/single_stream_h100.csv" },
  { kind: "serving", file: "serving/rtxpro6000_llama8b/requests.csv" },
  { kind: "capacity", file: "serving/kv_capacity_h100.csv" },
  {
    kind: "calibrated",
    file: "calibrated/step_time_goldens.csv",
    hardwareConfig: "calibrated/hardware_config.json",
  },
  { kind: "infersim", file: "infersim/goldens_on_grid.csv.gz", lookup: "nearest" },
  { kind: "infersim", file: "infersim/goldens_off_grid.csv.gz", lookup: "nearest" },
  { kind: "infersim", file: "infersim/goldens_off_grid_floor_lookup.csv.gz", lookup: "floor" },
];

/** The command as typed, paths relative to the reference folder. */
export function commandOf({ kind, file, lookup, hardwareConfig }: AccuracyRun): string {
  const hardware = hardwareConfig === undefined ? "" : ` --hardware-config ${hardwareConfig}`;
  const tables =
    lookup === undefined ? "" : ` --lookup ${lookup} --models models --bench-data infersim/bench_data`;
  return `inference-sim validate ${kind} ${file}${hardware}${tables}`;
}

/** Runs what the folder has; `missing` is told the rest. */
export async function runAll(reference: string, missing: (file: string) => void) {
  const done: { run: AccuracyRun; report: ValidationReport }[] = [];
  for (const run of RUNS) {
    const file = join(reference, run.file);
    if (!existsSync(file)) {
      missing(run.file);
      continue;
    }
    const flags = new Map(
      run.hardwareConfig === undefined
        ? []
        : [["hardware-config" as const, join(reference, run.hardwareConfig)]],
    );
    const outcome = await validateFile(run.kind, file, {
      settings: resolveSettings({ flags, environment: {} }),
      lookup: run.lookup ?? "nearest",
      ...(run.lookup === undefined
        ? {}
        : { models: join(reference, "models"), benchData: join(reference, "infersim/bench_data") }),
      isGiven: () => false,
    });
    done.push({ run, report: { ...reportOf(outcome), file: run.file } });
  }
  return done;
}
