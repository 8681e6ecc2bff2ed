import { type ExitCode, UserError } from "../errors.ts";
import { refresh } from "../ingest/campaign/run-campaign.ts";
import { isFinished } from "../ingest/campaign/state.ts";
import { submittedCampaign } from "./bench-campaign.ts";
import { campaignRows, collectCommand, countStates } from "./bench-rows.ts";
import { type Invocation, isOn } from "./command.ts";
import { note } from "./print.ts";
import { printRows } from "./print-rows.ts";

/** Where the jobs of a campaign stand. Asks the scheduler, and changes nothing. */
export async function run(invocation: Invocation): Promise<ExitCode | undefined> {
  const setup = submittedCampaign(invocation);
  const { state, scheduler, jobs, place } = setup;
  try {
    await refresh({ state, save: () => {}, scheduler, jobs }, false);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    note(`${error.message}; below is what was known last`);
  }
  printRows(invocation, campaignRows(setup));
  if (!isOn(invocation, "quiet")) {
    const waiting = Object.values(state.jobs).some((entry) => !isFinished(entry));
    const next = waiting ? `bench submit --campaign ${place.folder} goes on` : collectCommand(setup);
    note(`${countStates(state)}; ${next}`);
  }
  return undefined;
}
