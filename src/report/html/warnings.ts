import { formatCounted, formatShare } from "../format.ts";
import type { RunReport } from "../run-report.ts";
import { saturationSentence } from "../saturation-text.ts";
import type { Markup } from "./markup.ts";
import { noteBox } from "./page.ts";

/** From this share of step time on, a price beyond the tables is worth a warning. */
const MUCH = 0.01;

/** What a reader must know before believing the figures; undefined when there is nothing. */
export function warnings(
  report: Pick<RunReport, "summary" | "saturation" | "dropped" | "result">,
  notes: readonly string[],
): Markup | undefined {
  const { summary, saturation, dropped, result } = report;
  const sentences: string[] = [];
  const state = summary.requests > 1 ? saturationSentence(saturation) : undefined;
  if (state !== undefined) sentences.push(state);
  if (summary.rejected > 0) {
    const reasons = summary.rejectReasons.map(({ reason }) => reason).join("; ");
    sentences.push(`${formatCounted(summary.rejected, "request")} rejected: ${reasons}.`);
  }
  for (const { reason, count } of dropped) {
    sentences.push(`${formatCounted(count, "row")} of the input left out: ${reason}.`);
  }
  const extrapolated = result.provenanceNs.extrapolated / (result.busyNs || 1);
  if (extrapolated > MUCH) {
    sentences.push(`${formatShare(extrapolated)} of the step time is priced beyond the kernel tables.`);
  }
  sentences.push(...notes.map((note) => `${note.slice(0, 1).toUpperCase()}${note.slice(1)}.`));
  return noteBox(sentences, state !== undefined && saturation.verdict === "overloaded");
}
