import { changedScenario } from "../../config/changed-scenario.ts";
import type { ScenarioConfig } from "../../config/scenario-config.ts";
import { UserError } from "../../errors.ts";
import { type Accuracy, compareWithTruth } from "../../metrics/accuracy.ts";
import type { Truth } from "../../metrics/truth/truth.ts";
import { formatShare } from "../../report/format.ts";
import { type PreparedServer, prepareServer } from "../prepare.ts";
import { runScenario, type TimedReport } from "../scenario.ts";
import { changedServer } from "../what-if/server.ts";
import type { WhatIf } from "../what-if/what-if.ts";
import type { Workloads } from "../workloads.ts";
import { type QuantityChange, quantityChanges, settingChanges } from "./changes.ts";

/** What was measured, the simulation of it, and its requests. */
export interface Attempt {
  readonly truth: Truth;
  readonly scenario: ScenarioConfig;
  readonly server: PreparedServer;
  readonly workloads: Pick<Workloads, "get">;
  readonly report: TimedReport;
  readonly accuracy: Accuracy;
}

interface Tried {
  readonly text: string;
  /** See `meanError`. */
  readonly error: number;
}

/** Mean errors within this are not explained. */
const GOOD = 0.05;
/** A change must take away this share of the error to be a cause. */
const EXPLAINED = 0.5;
/** Mean error that is left above which one change is not all. */
const MORE_DIFFERS = 0.2;
/** Runs of more requests are not repeated some dozens of times. */
const MOST_REQUESTS = 5000;
/** Coarse steps over a quantity, and golden-section steps around the best of them. */
const STEPS = 6;
const REFINEMENTS = 8;
const GOLDEN = (Math.sqrt(5) - 1) / 2;

/**
 * One thing changed at a time, which of them brings the simulation nearest to the measurement: in a sentence; undefined where there is
 * nothing to explain.
 */
export async function bestChange(attempt: Attempt): Promise<string | undefined> {
  const { report, scenario, server, accuracy } = attempt;
  const before = meanError(accuracy);
  if (!(before > GOOD)) return undefined;
  if (report.result.count > MOST_REQUESTS) {
    return `With more than ${MOST_REQUESTS} requests no changes of the server are tried to find the cause.`;
  }
  const tried: Tried[] = [];
  for (const { text, settings } of settingChanges(scenario)) {
    const error = await orNone(async () => {
      const changed = changedScenario(scenario, settings, "tried");
      return errorWith(attempt, changed, prepareServer(changed.server));
    });
    if (error !== undefined) tried.push({ text, error });
  }
  for (const change of quantityChanges(scenario, report.result, server.config.kvBlocks)) {
    const best = await orNone(() => bestFactor(attempt, change));
    if (best !== undefined) tried.push(best);
  }
  const [best, next] = tried.filter(({ error }) => Number.isFinite(error)).sort((a, b) => a.error - b.error);
  const now = formatShare(before);
  if (best === undefined || best.error > (1 - EXPLAINED) * before) {
    return `No single change of the server explains the mean error of ${now}: the best that was tried, ${best?.text ?? "none"}, leaves ${formatShare(best?.error ?? before)}.`;
  }
  const rest = best.error > MORE_DIFFERS ? " What is left says that more differs." : "";
  const second = next === undefined ? "" : `; next ${next.text}, ${formatShare(next.error)}`;
  return `Of single changes tried, ${best.text} agrees best: the mean error falls from ${now} to ${formatShare(best.error)}${second}.${rest}`;
}

/** The factor by which simulation and measurement differ, less 1: the mean over all figures of |ln(simulated / real)|. */
function meanError({ figures }: Accuracy): number {
  const logs = figures
    .filter(({ metric }) => metric !== "duration")
    .map(({ real, simulated }) => Math.abs(Math.log(simulated / real)))
    .filter(Number.isFinite);
  return Math.exp(logs.reduce((sum, log) => sum + log, 0) / logs.length) - 1;
}

async function errorWith(
  { truth, workloads, report }: Attempt,
  scenario: ScenarioConfig,
  server: PreparedServer,
): Promise<number> {
  const { result, summary } = await runScenario(scenario, server, workloads);
  if (summary.completed < report.summary.completed) return Number.POSITIVE_INFINITY;
  return meanError(compareWithTruth(truth, result, summary));
}

async function bestFactor(attempt: Attempt, change: QuantityChange): Promise<Tried> {
  const { scenario, server } = attempt;
  const errorOf = (whatIf: WhatIf) =>
    errorWith(attempt, scenario, changedServer(scenario.server, server, whatIf));
  const [least, most] = [Math.log(change.least), Math.log(change.most)];
  const step = (most - least) / STEPS;
  const known: { readonly at: number; readonly error: number }[] = [];
  const errorAt = async (at: number) => {
    const error = await errorOf(change.at(Math.exp(at)));
    known.push({ at, error });
    return error;
  };
  for (let i = 0; i <= STEPS; i++) await errorAt(least + i * step);
  const best = () => known.reduce((a, b) => (b.error < a.error ? b : a));
  let low = Math.max(least, best().at - step);
  let high = Math.min(most, best().at + step);
  for (let i = 0; i < REFINEMENTS; i++) {
    const [left, right] = [high - GOLDEN * (high - low), low + GOLDEN * (high - low)];
    if ((await errorAt(left)) < (await errorAt(right))) high = right;
    else low = left;
  }
  return { text: change.text(Math.exp(best().at)), error: best().error };
}

/** A change that cannot be made, or priced, is none. */
async function orNone<T>(attempt: () => Promise<T>): Promise<T | undefined> {
  try {
    return await attempt();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return undefined;
  }
}
