import { FLAGS } from "../config/flags.ts";
import { EXIT, type ExitCode } from "../errors.ts";
import { lockCampaign } from "../ingest/campaign/lock.ts";
import { runCampaign } from "../ingest/campaign/run-campaign.ts";
import { readState, writeState } from "../ingest/campaign/state.ts";
import { textTable } from "../report/text-table.ts";
import { type CampaignSetup, campaignToSubmit } from "./bench-campaign.ts";
import { campaignRows, collectCommand, countStates, lostJobs } from "./bench-rows.ts";
import { type Invocation, isOn } from "./command.ts";
import { flagValue } from "./flag-value.ts";
import { liveTable } from "./live-table.ts";
import { note, print } from "./print.ts";
import { printRows } from "./print-rows.ts";
import { canRedraw } from "./terminal.ts";

/** Submits a campaign wave by wave and watches it to its end. */
export async function run(invocation: Invocation): Promise<ExitCode | undefined> {
  if (isOn(invocation, "dry-run")) return dryRun(campaignToSubmit(invocation));
  const first = campaignToSubmit(invocation);
  const unlock = lockCampaign(first.place.folder);
  const stop = new AbortController();
  const interrupt = () => stop.abort();
  process.on("SIGINT", interrupt);
  process.on("SIGTERM", interrupt);
  try {
    // Read again: the one that held the lock may have written since.
    const setup = campaignToSubmit(invocation);
    const { scheduler, files } = setup;
    await scheduler.check();
    writeState(setup.place.folder, setup.state);
    await scheduler.provide(files);
    const ended = await watch(invocation, setup, stop.signal);
    return summarise(invocation, setup, ended);
  } finally {
    process.off("SIGINT", interrupt);
    process.off("SIGTERM", interrupt);
    unlock();
  }
}

function watch(invocation: Invocation, setup: CampaignSetup, signal: AbortSignal): Promise<boolean> {
  const { state, place, scheduler, jobs } = setup;
  const quiet = isOn(invocation, "quiet");
  const live = !quiet && canRedraw() ? liveTable() : undefined;
  const told = new Map<string, string>();
  const onTick = () => {
    if (quiet) return;
    if (live !== undefined) return live.draw(tableLines(setup));
    for (const [id, entry] of Object.entries(state.jobs)) {
      const now = [entry.state, entry.reason].filter((part) => part !== undefined).join(": ");
      if (told.get(id) !== now && entry.state !== "waiting") note(`${id} ${now}`);
      told.set(id, now);
    }
  };
  return runCampaign(
    {
      state,
      save: () => writeState(place.folder, state),
      scheduler,
      jobs,
      only: flagValue(invocation, "only"),
    },
    {
      pollS: flagValue(invocation, "poll-interval") ?? FLAGS["poll-interval"].default,
      signal,
      onTick,
      onNote: (sentence) => {
        live?.keep();
        note(sentence);
      },
    },
  );
}

function summarise(invocation: Invocation, setup: CampaignSetup, ended: boolean): ExitCode {
  const { state, place } = setup;
  printRows(invocation, campaignRows(setup));
  const again = `bench submit --campaign ${place.folder}`;
  if (!ended) {
    note(`stopped watching; jobs go on. \`${again}\` takes the campaign up again: ${countStates(state)}`);
    return EXIT.interrupted;
  }
  const lost = lostJobs(state);
  if (lost.length === 0) {
    if (!isOn(invocation, "quiet")) note(`all succeeded; next: ${collectCommand(setup)}`);
    return EXIT.ok;
  }
  note(`${countStates(state)}. Logs: ${place.folder}/logs. Again: ${again} --only ${lost.join(",")}`);
  return EXIT.incomplete;
}

function tableLines(setup: CampaignSetup): string[] {
  const rows = campaignRows(setup);
  const columns = Object.keys(rows[0] ?? {}).map((heading) => ({ heading, align: "left" as const }));
  const cells = rows.map((row) => Object.values(row).map(String));
  return [...textTable(columns, cells, { width: 10_000 }), countStates(setup.state)];
}

/** Everything that would be handed over, in order. */
function dryRun({ scheduler, files, jobs, state, place }: CampaignSetup): ExitCode {
  const before = readState(place.folder);
  const due = [...jobs].filter(([id]) => state.jobs[id]!.state === "waiting");
  const parts = [
    ...scheduler.renderFiles(files).map(({ name, text }) => `# ${name}\n${text}`),
    ...due.map(([id, job]) => {
      const { name, text } = scheduler.render(job);
      return `# wave ${state.jobs[id]!.wave}: ${id}: ${name}\n${text}`;
    }),
  ];
  print(parts.join("---\n"));
  const done = Object.keys(before?.jobs ?? {}).length - due.length;
  note(`${due.length} jobs would be submitted${done > 0 ? `, ${done} are known already` : ""}; nothing was`);
  return EXIT.ok;
}
