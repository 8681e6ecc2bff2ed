import type { ExitCode } from "../errors.ts";
import { peakTFlopsOf } from "../ingest/bench-job.ts";
import { expectedMinutes } from "../ingest/expected-time.ts";
import { chooseJobs, everyJob } from "../ingest/plan.ts";
import { benchContext } from "./bench-context.ts";
import { type Invocation, isOn } from "./command.ts";
import { flagValue } from "./flag-value.ts";
import { note } from "./print.ts";
import { printRows } from "./print-rows.ts";

/** Lists the jobs of a campaign. */
export async function run(invocation: Invocation): Promise<ExitCode | undefined> {
  const { sites, constants, gpu, device } = benchContext(invocation);
  const all = everyJob({ shapes: flagValue(invocation, "shapes") ?? [], sites });
  const extras = flagValue(invocation, "with") ?? [];
  const jobs = chooseJobs(all, { only: flagValue(invocation, "only"), extras });
  for (const job of jobs) peakTFlopsOf(job, gpu, device);
  const rows = jobs.map((job) => ({
    wave: job.wave,
    job: job.id,
    gpus: job.gpus,
    rows: job.points.length,
    minutes: Number(expectedMinutes(job, constants).toFixed(1)),
    file: job.table,
  }));
  printRows(invocation, rows);
  if (!isOn(invocation, "quiet")) {
    const most = waves(rows).map(({ gpus }) => gpus);
    note(
      `${rows.length} jobs on ${gpu}, ${rows.reduce((sum, row) => sum + row.rows, 0)} rows; wave 0 runs beside the ` +
        `others, which run one after another: ${Math.max(0, ...most)} GPUs at most`,
    );
  }
  return undefined;
}

/** GPUs busy in each wave, those of wave 0 included. */
function waves(rows: readonly { readonly wave: number; readonly gpus: number }[]) {
  const gpusOf = (wave: number) =>
    rows.filter((row) => row.wave === wave).reduce((sum, row) => sum + row.gpus, 0);
  const numbers = [...new Set(rows.map(({ wave }) => wave))].filter((wave) => wave > 0);
  const background = gpusOf(0);
  return numbers.length === 0
    ? [{ gpus: background }]
    : numbers.map((wave) => ({ gpus: background + gpusOf(wave) }));
}
