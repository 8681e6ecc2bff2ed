import { mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { EXIT, type ExitCode, UserError } from "../errors.ts";
import { type Collected, collectTables } from "../ingest/campaign/collect.ts";
import { stateFile } from "../ingest/campaign/state.ts";
import { clientOf, inCluster, kubernetesOptions, resultsFolder } from "../ingest/campaign/target.ts";
import { chooseJobs } from "../ingest/plan.ts";
import { copyFromClaim } from "../jobs/claim-files.ts";
import { type CampaignSetup, submittedCampaign } from "./bench-campaign.ts";
import { type Invocation, isOn, textOf } from "./command.ts";
import { flagValue } from "./flag-value.ts";
import { note } from "./print.ts";
import { printRows } from "./print-rows.ts";

/** Brings a campaign's tables into the folder that the simulator reads. */
export async function run(invocation: Invocation): Promise<ExitCode | undefined> {
  const setup = submittedCampaign(invocation);
  const { context, state, plan } = setup;
  const only = flagValue(invocation, "only");
  const dryRun = isOn(invocation, "dry-run");
  if (state.selfTest && textOf(invocation, "bench-data-path") === undefined) {
    throw new UserError({
      where: { file: stateFile(setup.place.folder) },
      message:
        "is a campaign of self-tests, whose rows are no measurements and have no place in the shipped tables",
      remedy: "Name a folder for them with --bench-data-path",
    });
  }
  const collected = await withResults(setup, (results) =>
    collectTables({
      results,
      folder: context.tables,
      gpu: context.gpu,
      jobs: only === undefined ? plan : chooseJobs(plan, { only }),
      selfTest: state.selfTest,
      context,
      dryRun,
    }),
  );
  printRows(
    invocation,
    collected.map(({ reason = "", ...row }) => ({ ...row, reason })),
  );
  const stored = collected.filter(({ outcome }) => outcome === "stored").length;
  const lost = collected.filter(isLost).length;
  if (!isOn(invocation, "quiet")) {
    note(`${stored} of ${collected.length} tables ${dryRun ? "would be " : ""}stored in ${context.tables}`);
  }
  return lost === 0 ? EXIT.ok : EXIT.incomplete;
}

function isLost({ outcome }: Collected): boolean {
  return outcome !== "stored" && outcome !== "kept";
}

/** The campaign's results as a folder of this machine. */
async function withResults<T>({ state, place }: CampaignSetup, use: (folder: string) => T): Promise<T> {
  const { target } = state;
  if (!inCluster(target)) return use(resultsFolder(target, place));
  const fetched = mkdtempSync(join(place.folder, "fetched-"));
  try {
    const options = kubernetesOptions(target, place);
    await copyFromClaim(clientOf(target), options, resultsFolder(target, place), fetched);
    return use(fetched);
  } finally {
    rmSync(fetched, { recursive: true, force: true });
  }
}
