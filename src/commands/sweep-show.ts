import { FLAGS } from "../config/flags.ts";
import { EXIT, type ExitCode } from "../errors.ts";
import { formatCount } from "../report/format.ts";
import { browse } from "../sweep/browse.ts";
import { readManifest } from "../sweep/manifest.ts";
import { sweepFigures } from "../sweep/rows.ts";
import { ResultStore } from "../sweep/store.ts";
import { type Invocation, isOn } from "./command.ts";
import { flagValue } from "./flag-value.ts";
import { formatOf, note } from "./print.ts";
import { printRows } from "./print-rows.ts";
import { printPoints } from "./sweep-show-merged.ts";

/** Browses what results there are, merged or not. */
export async function run(invocation: Invocation): Promise<ExitCode | undefined> {
  const folder = invocation.positionals.folder!;
  const plan = readManifest(folder, { anyEngine: true });
  const { points, matched } = browse(plan, new ResultStore(folder), {
    where: flagValue(invocation, "where") ?? [],
    sort: flagValue(invocation, "sort"),
    top: flagValue(invocation, "top") ?? FLAGS.top.default,
  });
  if (formatOf(invocation) === "table") printPoints(plan, points);
  else {
    const figures = sweepFigures(plan);
    const rows = points.map(({ labels, rows: scenarios, estimates, verdicts, reason }) => ({
      ...Object.fromEntries(Object.entries(labels).map(([name, value]) => [name, String(value)])),
      ...{ seeds: scenarios.length, saturation: verdicts.join("/"), reason },
      ...Object.fromEntries(figures.map(({ key }, i) => [key, estimates[i]!.mean])),
    }));
    printRows(invocation, rows);
  }
  if (!isOn(invocation, "quiet")) note(`${formatCount(points.length)} of ${formatCount(matched)} points`);
  return EXIT.ok;
}
