import { formatFigure, formatSignedPercent } from "../report/format.ts";
import { type Column, textTable } from "../report/text-table.ts";
import { changeName, changeNotes } from "./change-names.ts";
import type { Change } from "./remedies.ts";
import { wrapped } from "./wrap.ts";

/** A smaller difference is none: step times are not known that well. */
const WORTH_PERCENT = 1;

/** What a changed setting does to a latency, milliseconds, or why it cannot be. */
export type Outcome<Detail> = Change &
  ({ readonly ms: number; readonly detail: Detail } | { readonly impossible: string });

/** Columns of a table of trials beside the setting and the latency that decides. */
export interface DetailColumns<Detail> {
  readonly columns: readonly Column[];
  readonly cells: (detail: Detail) => readonly string[];
}

/** What shortens a latency of `beforeMs`, the best first, then what does not help, what does harm and what cannot be. */
export function trialLines<Detail>(
  what: string,
  how: string,
  beforeMs: number,
  outcomes: readonly Outcome<Detail>[],
  { columns, cells }: DetailColumns<Detail>,
  width: number,
): string[] {
  if (outcomes.length === 0) return [];
  const percent = (ms: number) => (ms / beforeMs - 1) * 100;
  const possible = outcomes
    .flatMap((outcome) => ("ms" in outcome ? [outcome] : []))
    .toSorted((a, b) => a.ms - b.ms);
  const helps = possible.filter(({ ms }) => percent(ms) <= -WORTH_PERCENT);
  const harms = possible.filter(({ ms }) => percent(ms) >= WORTH_PERCENT);
  const idle = possible.filter((one) => !helps.includes(one) && !harms.includes(one));
  const figures: Column[] = [
    { heading: "ms", align: "right", group: what },
    { heading: "change", align: "right", group: what },
  ];
  const setting: Column = { heading: "one setting changed", align: "left" };
  const rows = helps.map((one) => [
    ...[changeName(one), formatFigure(one.ms), percentText(percent(one.ms)), ...cells(one.detail)],
  ]);
  const list = (start: string, some: typeof possible) =>
    some.length === 0
      ? []
      : [`${start}: ${some.map((one) => `${changeName(one)} ${percentText(percent(one.ms))}`).join(", ")}.`];
  const sentences = [
    ...list(`Does not help (less than ${WORTH_PERCENT} % either way)`, idle),
    ...list("Makes it longer", harms),
    ...outcomes.flatMap((one) =>
      "impossible" in one ? [`${changeName(one)} is impossible: ${one.impossible}`] : [],
    ),
    ...changeNotes(helps),
  ];
  return [
    ...[
      "",
      ...wrapped(
        `${rows.length > 0 ? "What would shorten it" : "Nothing tried would shorten it"}, ${how}:`,
        width,
      ),
    ],
    ...(rows.length > 0 ? textTable([setting, ...figures, ...columns], rows, { labels: 1, width }) : []),
    ...sentences.flatMap((sentence) => wrapped(sentence, width)),
  ];
}

/** `-36.4 %` */
export function percentText(percent: number): string {
  return `${formatSignedPercent(percent)} %`;
}
