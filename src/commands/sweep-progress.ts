import type { Item } from "../config/values.ts";
import { formatCount, formatFigure, formatSeconds } from "../report/format.ts";
import { textTable } from "../report/text-table.ts";
import type { Outcome } from "../sweep/chunk.ts";
import { liveTable } from "./live-table.ts";
import { note } from "./print.ts";
import { canRedraw } from "./terminal.ts";

const REDRAW_MS = 200;
/** Lines on a stream that is no terminal. */
const TELL_MS = 10_000;
const BAR_WIDTH = 30;
const SHOWN = 8;
const FIGURES = [
  ["mean_ttft_ms", "mean TTFT"],
  ["p99_ttft_ms", "p99 TTFT"],
  ["mean_tpot_ms", "mean TPOT"],
  ["request_throughput", "req/s"],
  ["output_throughput", "tok/s"],
] as const;

/** What a sweep shows on stderr while it runs: a bar with rate and time left, and the scenarios that ended last. */
export class SweepProgress {
  private readonly live = canRedraw() ? liveTable() : undefined;
  private readonly labels: (id: string) => Readonly<Record<string, Item>>;
  private readonly last: Outcome[] = [];
  private readonly notes = new Set<string>();
  private begin = performance.now();
  private drawn = 0;
  private due = 0;
  private known = 0;
  private done = 0;
  failed = 0;

  constructor(labels: (id: string) => Readonly<Record<string, Item>>) {
    this.labels = labels;
  }

  start({ known, due }: { readonly known: number; readonly due: number }): void {
    this.begin = performance.now();
    this.drawn = this.begin;
    this.known = known;
    this.due = due;
    // The first scenario may take its time.
    if (due > 0) this.live?.draw([`0 of ${formatCount(due)} scenarios`]);
  }

  outcome(outcome: Outcome): void {
    this.done += 1;
    if ("problem" in outcome) this.failed += 1;
    else for (const sentence of outcome.notes) this.notes.add(sentence);
    this.last.push(outcome);
    if (this.last.length > SHOWN) this.last.shift();
    const now = performance.now();
    if (now - this.drawn < (this.live === undefined ? TELL_MS : REDRAW_MS)) return;
    this.drawn = now;
    if (this.live === undefined) note(this.line());
    else this.live.draw(["", this.line(), ...this.table()]);
  }

  /** The last line, and what is worth knowing of the runs. */
  end(): void {
    if (this.live !== undefined && this.due > 0) this.live.draw([this.line()]);
    else if (this.due > 0) note(this.line());
    for (const sentence of this.notes) note(sentence);
  }

  private line(): string {
    const seconds = (performance.now() - this.begin) / 1000;
    const rate = this.done / seconds;
    const left = (this.due - this.done) / rate;
    const filled = Math.round((BAR_WIDTH * this.done) / Math.max(1, this.due));
    const parts = [
      `${this.live === undefined ? "" : `[${"=".repeat(filled).padEnd(BAR_WIDTH)}] `}${formatCount(this.done)} of ${formatCount(this.due)} scenarios`,
      `${formatFigure(rate)}/s`,
      this.done < this.due ? `${formatSeconds(left)} left` : `in ${formatSeconds(seconds)}`,
      ...(this.known > 0 ? [`${formatCount(this.known)} known before`] : []),
      ...(this.failed > 0 ? [`${formatCount(this.failed)} failed`] : []),
    ];
    return parts.join(" | ");
  }

  private table(): string[] {
    const all = this.last.map((outcome) => ({ outcome, labels: this.labels(outcome.id) }));
    const names = [...new Set(all.flatMap(({ labels }) => Object.keys(labels)))];
    const columns = [
      ...names.map((heading) => ({ heading, align: "left" as const })),
      ...FIGURES.map(([, heading]) => ({ heading, align: "right" as const })),
    ];
    const rows = all.map(({ outcome, labels }) => [
      ...names.map((name) => String(labels[name] ?? "")),
      ...FIGURES.map(([key]) =>
        "record" in outcome ? formatFigure(outcome.record.figures[key] ?? Number.NaN) : "failed",
      ),
    ]);
    return textTable(columns, rows, { width: 10_000 });
  }
}
