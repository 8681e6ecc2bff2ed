import { join } from "node:path";
import { FLAGS } from "../config/flags.ts";
import { loadGpu } from "../config/hardware.ts";
import { listModels, loadModel } from "../config/models.ts";
import { packageRoot } from "../config/package-root.ts";
import { itemsFromText } from "../config/values.ts";
import { EXIT, type ExitCode } from "../errors.ts";
import { writeSyntheticTables } from "../ingest/synth-write.ts";
import { benchDataFolder } from "../roofline/tables/layout.ts";
import { type Invocation, isOn, textOf } from "./command.ts";
import { note } from "./print.ts";
import { printRows } from "./print-rows.ts";
import { VERSION } from "./version.ts";

/** Writes the kernel tables of each GPU from the analytic model; measured files stay as they are. */
export async function run(invocation: Invocation): Promise<ExitCode | undefined> {
  const names = itemsFromText(FLAGS.gpu, textOf(invocation, "gpu") ?? FLAGS.gpu.default, { field: "--gpu" });
  const models = listModels().map((name) => loadModel(name));
  const parent = textOf(invocation, "output") ?? join(packageRoot(), "bench_data");
  const dryRun = isOn(invocation, "dry-run");
  const rows = names.flatMap((name) => {
    const gpu = loadGpu(String(name), textOf(invocation, "hardware-config"));
    const folder = join(parent, benchDataFolder(gpu.name));
    const date = new Date().toISOString().slice(0, 10);
    const { written, kept } = writeSyntheticTables({ gpu, models, folder, version: VERSION, date, dryRun });
    const row = (state: string) => (file: string) => ({ gpu: gpu.name, state, file: join(folder, file) });
    return [...written.map(row(dryRun ? "would write" : "written")), ...kept.map(row("kept: measured"))];
  });
  if (!isOn(invocation, "quiet")) note("every row is modelled, none is measured");
  printRows(invocation, rows);
  return EXIT.ok;
}
