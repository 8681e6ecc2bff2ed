import { EXIT, type ExitCode } from "../errors.ts";
import { formatCount } from "../report/format.ts";
import { readManifest } from "../sweep/manifest.ts";
import { ResultStore } from "../sweep/store.ts";
import { writeSweepReport } from "../sweep/sweep-report.ts";
import { type Invocation, isOn } from "./command.ts";
import { note } from "./print.ts";
import { VERSION } from "./version.ts";

/** Charts of a sweep's results, merged or not, as one page. */
export async function run(invocation: Invocation): Promise<ExitCode | undefined> {
  const folder = invocation.positionals.folder!;
  const plan = readManifest(folder, { anyEngine: true });
  const points = await writeSweepReport(plan, new ResultStore(folder), VERSION);
  if (!isOn(invocation, "quiet")) note(`report.html over ${formatCount(points)} points is in ${folder}`);
  return EXIT.ok;
}
