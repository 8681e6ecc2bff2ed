import { csvText } from "../../report/csv.ts";
import { formatFigure, formatShare, formatSignedPercent } from "../../report/format.ts";
import { type Column, textTable } from "../../report/text-table.ts";
import { type Difference, SIGNIFICANT } from "../compare/difference.ts";
import { meanOf } from "../compare/sample.ts";
import { type KnobEffect, movesNothing, type Sensitivity } from "./analyse.ts";
import { KNOB_TEXT, LEVELS } from "./knobs.ts";

/** Characters of a bar to either side. */
const SIDE = 20;

/** For each figure the knobs, the one with the widest swing first, with bars. Ends with a newline. */
export function tornadoText({ base, random, figures, knobs: all, idle, remarks }: Sensitivity): string {
  const knobs = all.filter((knob) => !movesNothing(knob));
  const lines = (knobs.length === 0 ? [] : figures).flatMap(({ key, group, name, unit }) => {
    const ordered = bySwing(knobs, key);
    const widest = Math.max(0, ...ordered.map((knob) => swing(knob, key)));
    const value = formatFigure(meanOf(base, (run) => run.figures[key]));
    const columns: Column[] = [
      { heading: `${[name, group].filter(Boolean).join(" ")} ${value} ${unit}, change in %`, align: "left" },
      ...LEVELS.map((level): Column => ({ heading: levelText(level), align: "right" })),
      { heading: `${"-".padStart(SIDE)}0+`, align: "left" },
    ];
    const rows = ordered.map((knob) => {
      const effects = knob.effects.get(key)!;
      return [KNOB_TEXT[knob.knob], ...effects.map(effectText), bar(effects, widest)];
    });
    return [...textTable(columns, rows), ""];
  });
  const hits = knobs.find(({ knob }) => knob === "hit-rate");
  if (hits !== undefined) {
    const shares = hits.cachedShares.map((share, i) => `${levelText(LEVELS[i]!)}: ${formatShare(share)}`);
    lines.push(`Prompts found in the cache with ${KNOB_TEXT["hit-rate"]} at ${shares.join(", ")}.`);
  }
  for (const { knob, reason } of idle) lines.push(`${KNOB_TEXT[knob]}: left out, ${reason}.`);
  for (const { knob, reason } of remarks) lines.push(`${KNOB_TEXT[knob]}: ${reason}.`);
  if (knobs.length === 0) lines.push("Nothing moves these figures.");
  else if (base.runs.size > 1)
    lines.push(
      `* p < ${SIGNIFICANT}, paired t test over ${base.runs.size} seeds. # where it is raised, = where lowered.`,
    );
  else {
    const chance = random ? " One seed: how much is chance, --seeds N would tell." : "";
    lines.push(`# where it is raised, = where lowered.${chance}`);
  }
  if ([...base.runs.values()].some(({ overloaded }) => overloaded)) {
    lines.push("The scenario is overloaded as it is: its latencies depend on how long the run lasts.");
  }
  return `${lines.join("\n")}\n`;
}

function bySwing(knobs: readonly KnobEffect[], key: string): KnobEffect[] {
  return knobs.toSorted((a, b) => swing(b, key) - swing(a, key));
}

function swing({ effects }: KnobEffect, key: string): number {
  return Math.max(
    ...effects.get(key)!.map(({ percent }) => (Number.isFinite(percent) ? Math.abs(percent) : 0)),
  );
}

function effectText({ percent, pValue }: Difference): string {
  const text = formatSignedPercent(percent);
  return `${text}${pValue < SIGNIFICANT && Number(text) !== 0 ? "*" : " "}`;
}

function levelText(level: number): string {
  return `${level > 0 ? "+" : ""}${Math.round(level * 100)} %`;
}

/** The largest changes either way, of raising the knob with `#` and of lowering it with `=`. */
function bar(effects: readonly Difference[], widest: number): string {
  const length = ({ percent }: Difference) =>
    widest > 0 && Number.isFinite(percent) ? Math.round((SIDE * percent) / widest) : 0;
  const [lowered, raised] = [length(effects[0]!), length(effects.at(-1)!)];
  const side = (sign: 1 | -1) => {
    const parts = [
      { mark: "=", size: sign * lowered },
      { mark: "#", size: sign * raised },
    ].sort((a, b) => b.size - a.size);
    const [long, short] = parts as [(typeof parts)[0], (typeof parts)[0]];
    const inner = short.mark.repeat(Math.max(0, short.size));
    return inner + long.mark.repeat(Math.max(0, long.size - inner.length));
  };
  const left = [...side(-1)].reverse().join("");
  return `${left.padStart(SIDE)}|${side(1)}`.trimEnd();
}

/** One row a figure and level of each knob. */
export function sensitivityCsv({ figures, knobs }: Sensitivity): string {
  const rows = knobs.flatMap(({ knob, effects, cachedShares }) =>
    figures.flatMap(({ key, unit }) =>
      effects
        .get(key)!
        .map(({ base, other, percent, ci95Percent, pValue, seeds }, i) => [
          ...[
            knob,
            LEVELS[i]!,
            key,
            unit,
            base,
            other,
            percent,
            ci95Percent,
            pValue,
            seeds,
            cachedShares[i]!,
          ],
        ]),
    ),
  );
  const header = [
    "knob",
    "change",
    "figure",
    "unit",
    "base",
    "value",
    "percent",
    "ci95_percent",
    "p_value",
    "seeds",
  ];
  return csvText([...header, "cached_share"], rows);
}

export function sensitivityJson({ base, baseIds, figures, knobs, idle, remarks }: Sensitivity): unknown {
  const finite = (value: number) => (Number.isFinite(value) ? value : null);
  return {
    base: Object.fromEntries(
      figures.map(({ key }) => [key, finite(meanOf(base, (run) => run.figures[key]))]),
    ),
    results: baseIds,
    knobs: knobs.map(({ knob, effects, cachedShares, ids }) => ({
      knob,
      levels: LEVELS.map((change, i) => ({
        change,
        cachedShare: cachedShares[i],
        results: ids[i],
        figures: Object.fromEntries(
          figures.map(({ key }) => {
            const { other, percent, pValue } = effects.get(key)![i]!;
            return [key, { value: finite(other), percent: finite(percent), pValue: finite(pValue) }];
          }),
        ),
      })),
    })),
    ...{ idle, remarks },
  };
}
