import { EXIT, type ExitCode, UserError } from "../errors.ts";
import { formatCount } from "../report/format.ts";
import { checkOutputFolder } from "../sweep/check-output.ts";
import { isManifestOf, writeManifest } from "../sweep/manifest.ts";
import type { SweepPlan } from "../sweep/plan.ts";
import { defaultWorkers } from "../sweep/pool.ts";
import { labelNames, variedNames } from "../sweep/rows.ts";
import { runSweep, type Shard } from "../sweep/run-sweep.ts";
import { ResultStore } from "../sweep/store.ts";
import { type Invocation, isOn, textOf } from "./command.ts";
import { flagValue } from "./flag-value.ts";
import { interruptSignal } from "./interrupt.ts";
import { note } from "./print.ts";
import { dryRun } from "./sweep-dry-run.ts";
import { checkExecutorFlags } from "./sweep-executor.ts";
import { planOf } from "./sweep-file.ts";
import { SweepProgress } from "./sweep-progress.ts";
import { showMerged } from "./sweep-show-merged.ts";

/** Runs a whole sweep, here or on a cluster. */
export async function run(invocation: Invocation): Promise<ExitCode | undefined> {
  const executor = flagValue(invocation, "executor") ?? "local";
  checkExecutorFlags(invocation, executor);
  const plan = planOf(invocation, invocation.positionals.file!);
  const workers = flagValue(invocation, "workers") ?? defaultWorkers();
  const folder = textOf(invocation, "output");
  if (executor !== "local") {
    const { runOnCluster } = await import("./sweep-cluster.ts");
    return runOnCluster(invocation, plan, executor);
  }
  if (isOn(invocation, "dry-run")) {
    const known = folder === undefined ? new Set<string>() : new ResultStore(folder).ids();
    return dryRun(invocation, plan, known, workers);
  }
  const store = new ResultStore(outputFolder(folder));
  checkOutputFolder(store.folder);
  writeManifest(store.folder, plan);
  if (!isOn(invocation, "quiet")) tellOthers(plan, store);
  const ended = await runHere(invocation, plan, store, workers);
  if (!ended) return EXIT.interrupted;
  if (!isManifestOf(store.folder, plan)) {
    note(`another sweep was begun in ${store.folder} meanwhile: manifest and summary are now of this one`);
    writeManifest(store.folder, plan);
  }
  return showMerged(invocation, plan, store);
}

/** Results that an earlier plan, or another build, left in the folder. */
function tellOthers(plan: SweepPlan, store: ResultStore): void {
  const own = new Set(plan.scenarios.map(({ id }) => id));
  const others = [...store.ids()].filter((id) => !own.has(id)).length;
  if (others === 0) return;
  note(
    `${formatCount(others)} results in ${store.folder} are of other plans or builds: kept, and not in this summary`,
  );
}

/** @throws UserError when no folder was given */
export function outputFolder(folder: string | undefined): string {
  if (folder !== undefined) return folder;
  throw new UserError({
    field: "sweep",
    message: "needs --output FOLDER",
    remedy: "Or --dry-run to see what it would run",
  });
}

/** Runs what is due of a sweep on this machine; returns whether it came to its end. */
export async function runHere(
  invocation: Invocation,
  plan: SweepPlan,
  store: ResultStore,
  workers: number,
  shard?: Shard,
): Promise<boolean> {
  const quiet = isOn(invocation, "quiet");
  const names = variedNames(plan, labelNames(plan));
  const points = new Map(plan.scenarios.map(({ id, point }) => [id, point]));
  const progress = new SweepProgress((id) => {
    const point = points.get(id)!;
    return Object.fromEntries(names.map((name) => [name, String(point[name] ?? "")]));
  });
  const { signal, release } = interruptSignal();
  try {
    await runSweep({
      ...{ plan, store, workers, signal },
      ...(shard === undefined ? {} : { shard }),
      ...(quiet
        ? {}
        : {
            onStart: (counts) => progress.start(counts),
            onOutcome: (outcome) => progress.outcome(outcome),
          }),
    });
  } finally {
    release();
    if (!quiet) progress.end();
  }
  if (!signal.aborted) return true;
  note(`stopped; what is done is in ${store.folder}, and running it again goes on from there`);
  return false;
}
