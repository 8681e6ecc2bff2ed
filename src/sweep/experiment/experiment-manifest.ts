import { canonicalJson } from "../canonical-json.ts";
import { ENGINE_VERSION } from "../engine-version.ts";
import type { WhatIf } from "../what-if/what-if.ts";
import type { Question } from "./question.ts";

export const EXPERIMENT_FORMAT = "inference-sim experiment 1";

/** A scenario that an experiment looked at. */
export interface ExperimentScenario {
  readonly id: string;
  /** Everything resolved. */
  readonly settings: Readonly<Record<string, unknown>>;
  readonly whatIf?: WhatIf;
  /** What else tells it from the others: the sweep it is of, its labels there. */
  readonly labels?: Readonly<Record<string, unknown>>;
}

/**
 * `manifest.json` of an experiment: the question, and one scenario a line with its id and the settings in which it differs from
 * the question's and from what followed from those for all of them (`derived`). In an order of their settings, whichever was simulated first: equal experiments are equal bytes.
 */
export function experimentManifest(question: Question, scenarios: readonly ExperimentScenario[]): string {
  const { command, options, settings, sources } = question;
  const derived = derivedOf(scenarios, settings);
  const head = {
    ...{ format: EXPERIMENT_FORMAT, engine: ENGINE_VERSION, command, options, settings },
    ...{ sources, derived },
  };
  const shared = { ...settings, ...derived };
  const lines = scenarios
    .map(({ settings: all, ...rest }) => ({ ...rest, settings: differing(all, shared) }))
    .toSorted(byContent)
    .map(
      ({ id, labels, settings: own, whatIf }) =>
        `    ${JSON.stringify({ id, labels, settings: own, whatIf }, inJson)}`,
    );
  const list = lines.length === 0 ? "[]" : `[\n${lines.join(",\n")}\n  ]`;
  return `${JSON.stringify(head, inJson, 2).slice(0, -2)},\n  "scenarios": ${list}\n}\n`;
}

/** The question of a manifest; undefined when it is of something else. */
export function questionOf(json: unknown): Question | undefined {
  const { format, command, options, settings, sources } = (json ?? {}) as Partial<Question> & {
    readonly format?: unknown;
  };
  if (format !== EXPERIMENT_FORMAT || command === undefined) return undefined;
  return {
    command,
    options: options ?? {},
    settings: settings ?? {},
    ...(sources === undefined ? {} : { sources }),
  };
}

/** As it will be read back: JSON knows no infinity. */
export function asWritten(question: Question): Question {
  return JSON.parse(JSON.stringify(question, inJson));
}

function inJson(_key: string, value: unknown): unknown {
  return value === Number.POSITIVE_INFINITY ? "inf" : value;
}

/** What all scenarios have and the question leaves open. */
function derivedOf(
  scenarios: readonly ExperimentScenario[],
  asked: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const [first, ...others] = scenarios;
  const isOfAll = ([name, value]: [string, unknown]) => {
    const text = canonicalJson(value);
    return others.every(({ settings }) => name in settings && canonicalJson(settings[name]) === text);
  };
  const open = Object.entries(first?.settings ?? {}).filter(([name]) => !(name in asked));
  return Object.fromEntries(open.filter(isOfAll));
}

function differing(own: Readonly<Record<string, unknown>>, shared: Readonly<Record<string, unknown>>) {
  return Object.fromEntries(
    Object.entries(own).filter(([name, value]) => canonicalJson(value) !== canonicalJson(shared[name])),
  );
}

type Line = Omit<ExperimentScenario, "labels"> & { readonly labels?: Readonly<Record<string, unknown>> };

function byContent(a: Line, b: Line): number {
  const [left, right] = [cells(a), cells(b)];
  for (const name of new Set([...left.keys(), ...right.keys()].sort())) {
    const [x, y] = [left.get(name), right.get(name)];
    if (typeof x === "number" && typeof y === "number") {
      if (x !== y) return x - y;
      continue;
    }
    const [s, t] = [x, y].map((value) => (value === undefined ? "" : canonicalJson(value)));
    if (s !== t) return s! < t! ? -1 : 1;
  }
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}

/** The seed last, so that the seeds of a scenario are together. */
function cells({ labels = {}, settings, whatIf }: Line): Map<string, unknown> {
  const { seed, ...rest } = settings;
  const prefixed = (prefix: string, values: object) =>
    Object.entries(values).map(([name, value]) => [`${prefix} ${name}`, value] as const);
  return new Map([
    ...prefixed("1", labels),
    ...prefixed("2", whatIf ?? {}),
    ...prefixed("3", rest),
    ["4 seed", seed],
  ]);
}
