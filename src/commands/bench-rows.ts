import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { isFinished } from "../ingest/campaign/state.ts";
import { inCluster, resultsFolder } from "../ingest/campaign/target.ts";
import { formatSeconds } from "../report/format.ts";
import type { CampaignSetup } from "./bench-campaign.ts";

/** A campaign's jobs as rows: for the live table, `bench status` and the summary at the end. Ids are in its state. */
export function campaignRows({ state, plan, place }: CampaignSetup) {
  return plan.map((bench) => {
    const entry = state.jobs[bench.id]!;
    return {
      job: bench.id,
      wave: entry.wave,
      state: entry.state,
      rows: rowsDone(state, place, bench.table),
      of: bench.points.length,
      ran: entry.runningS === undefined ? "" : formatSeconds(entry.runningS),
      note: entry.reason ?? "",
    };
  });
}

/** Rows measured so far, where the results lie in a folder of this machine. */
function rowsDone(
  state: CampaignSetup["state"],
  place: CampaignSetup["place"],
  table: string,
): number | string {
  if (inCluster(state.target)) return "";
  const file = join(resultsFolder(state.target, place), table);
  const there = [file, `${file}.part`].find((path) => existsSync(path));
  return there === undefined ? 0 : Math.max(0, readFileSync(there, "utf8").split("\n").length - 2);
}

/** `12 succeeded, 2 failed, 11 waiting` */
export function countStates(state: CampaignSetup["state"]): string {
  const counts = new Map<string, number>();
  for (const entry of Object.values(state.jobs)) counts.set(entry.state, (counts.get(entry.state) ?? 0) + 1);
  return [...counts].map(([name, count]) => `${count} ${name}`).join(", ");
}

/** The line that brings the tables in. A self-test's need a folder of their own. */
export function collectCommand({ state, place }: Pick<CampaignSetup, "state" | "place">): string {
  const collect = `bench collect --campaign ${place.folder}`;
  return state.selfTest ? `${collect} --bench-data-path ${join(place.folder, "tables")}` : collect;
}

/** Ids of jobs that ended without success. */
export function lostJobs({ jobs }: CampaignSetup["state"]): string[] {
  return Object.entries(jobs)
    .filter(([, entry]) => isFinished(entry) && entry.state !== "succeeded")
    .map(([id]) => id);
}
