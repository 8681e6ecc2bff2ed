import { WATERFALL_PARTS } from "../../engine/waterfall-parts.ts";
import type { PartsMs } from "../../metrics/waterfall.ts";
import { formatFigure } from "../../report/format.ts";
import { PART_NAMES } from "../../report/waterfall-names.ts";
import { type ComparedRun, meanOf, type Sample } from "./sample.ts";

/** One part of a time, on both sides. */
export interface PartChange {
  readonly part: string;
  readonly base: number;
  readonly other: number;
}

/** Where a difference comes from. */
export interface Causes {
  /** Parts of the mean TTFT, milliseconds, that which changed most first; empty where they are not known. */
  readonly ttft: readonly PartChange[];
  /** Of the mean E2EL, likewise. */
  readonly e2el: readonly PartChange[];
  /** Parts of a mean step, milliseconds, likewise. */
  readonly steps: readonly PartChange[];
  readonly conditions: readonly PartChange[];
  /** Settings that differ: name, base, other. */
  readonly settings: readonly (readonly [string, string, string])[];
}

type PartsOf = (run: ComparedRun) => Readonly<Record<string, number>> | undefined;

function inWords(parts: PartsMs | undefined): Record<string, number> | undefined {
  return parts && Object.fromEntries(WATERFALL_PARTS.map((part) => [PART_NAMES[part], parts[part]]));
}

export function causesOf(base: Sample, other: Sample): Causes {
  return {
    ttft: changes(base, other, ({ waterfallMs }) => inWords(waterfallMs?.ttft)),
    e2el: changes(base, other, ({ waterfallMs }) => inWords(waterfallMs?.e2el)),
    steps: changes(base, other, ({ stepParts }) => stepParts),
    conditions: changes(base, other, ({ conditions }) => conditions).filter(
      (change) => change.base !== change.other,
    ),
    settings: settingChanges(base, other),
  };
}

function changes(base: Sample, other: Sample, partsOf: PartsOf): PartChange[] {
  const names = namesOf(base, partsOf).filter((name) => namesOf(other, partsOf).includes(name));
  const side = (sample: Sample, part: string) => meanOf(sample, (run) => partsOf(run)?.[part]);
  const all = names.map((part) => ({ part, base: side(base, part), other: side(other, part) }));
  return all.sort((a, b) => Math.abs(b.other - b.base) - Math.abs(a.other - a.base));
}

function namesOf({ runs }: Sample, partsOf: PartsOf): string[] {
  const [first] = runs.values();
  return Object.keys((first && partsOf(first)) ?? {});
}

function settingChanges(base: Sample, other: Sample): [string, string, string][] {
  const [before] = base.runs.values();
  const [after] = other.runs.values();
  const names = new Set([...Object.keys(before?.config ?? {}), ...Object.keys(after?.config ?? {})]);
  names.delete("seed");
  return [...names].flatMap((name): [string, string, string][] => {
    const [a, b] = [before, after].map((run) => textOf(run?.config[name])) as [string, string];
    return a === b ? [] : [[name, a, b]];
  });
}

function textOf(value: unknown): string {
  return value === undefined ? "-" : Array.isArray(value) ? value.join(",") : String(value);
}

/** Parts whose change is below this share of the largest change are not worth a word. */
const WORTH_TELLING = 0.05;

/** What three decimals show, as files hold no more of a time either. */
const SHOWN_MS = 0.0005;

/** In sentences. */
export function causeSentences({ ttft, e2el, steps, conditions, settings }: Causes): string[] {
  const sentences: string[] = [];
  if (settings.length > 0) {
    const list = settings.map(([name, a, b]) => `${name} ${a} -> ${b}`);
    sentences.push(`Settings: ${list.join(", ")}.`);
  }
  if (ttft.length > 0) sentences.push(`Mean TTFT ${sumText(ttft)}: ${partTexts(ttft)}.`);
  if (e2el.length > 0) sentences.push(`Mean E2EL ${sumText(e2el)}: ${partTexts(e2el)}.`);
  if (steps.length > 0) {
    const other = conditions.map(
      ({ part, base, other: now }) => `${part} ${formatFigure(base)} -> ${formatFigure(now)}`,
    );
    sentences.push(
      `A mean step ${sumText(steps)}: ${partTexts(steps)}${other.length > 0 ? `; ${other.join(", ")}` : ""}.`,
    );
  }
  return sentences;
}

/** The part of the mean E2EL that moved most, in a word or two; empty where nothing did. */
export function mainCause({ e2el: [first] }: Causes): string {
  if (first === undefined || Math.abs(first.other - first.base) < SHOWN_MS) return "";
  return `${first.part} ${signed(first.other - first.base)} ms`;
}

function sumText(parts: readonly PartChange[]): string {
  const [base, other] = [sum(parts, (part) => part.base), sum(parts, (part) => part.other)];
  return `${formatFigure(base)} -> ${formatFigure(other)} ms (${signed(other - base)})`;
}

function partTexts(parts: readonly PartChange[]): string {
  const least = WORTH_TELLING * Math.abs((parts[0]?.other ?? 0) - (parts[0]?.base ?? 0));
  const told = parts.filter(({ base, other }) => Math.abs(other - base) >= Math.max(least, SHOWN_MS));
  if (told.length === 0) return "no part moved";
  return told.map(({ part, base, other }) => `${part} ${signed(other - base)}`).join(", ");
}

function signed(value: number): string {
  const sign = Math.abs(value) < SHOWN_MS ? "" : value > 0 ? "+" : "-";
  return `${sign}${formatFigure(Math.abs(value))}`;
}

function sum(parts: readonly PartChange[], of: (part: PartChange) => number): number {
  return parts.reduce((total, part) => total + of(part), 0);
}
