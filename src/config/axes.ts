import { type FlagName, flagSpec, SETTING_NAMES } from "./flags.ts";
import type { Settings } from "./settings.ts";
import { writeItem } from "./values.ts";

/** One combination of the values that comma lists give. */
export interface Combination {
  readonly settings: Settings;
  /** What tells it from the others: `{ tp: "2", "latency-model": "mfu" }`; empty for a single run. */
  readonly labels: Readonly<Record<string, string>>;
}

/** Every combination of the axes with several values, the last axis running fastest; doubles are left out. */
export function combinations(settings: Settings): Combination[] {
  const axes = SETTING_NAMES.filter((name) => flagSpec(name).axis && itemsOf(settings, name).length > 1);
  return axes.reduce<Combination[]>(
    (made, axis) =>
      made.flatMap(({ settings: base, labels }) =>
        itemsOf(settings, axis).map((item) => ({
          settings: new Map(base).set(axis, { items: [item], origin: base.get(axis)!.origin }),
          labels: { ...labels, [axis]: String(writeItem(item)) },
        })),
      ),
    [{ settings, labels: {} }],
  );
}

/** Values that a comma list names more than once, in sentences: each is run once. */
export function doubledNotes(settings: Settings): string[] {
  return SETTING_NAMES.filter((name) => flagSpec(name).axis).flatMap((name) => {
    const all = settings.get(name)?.items ?? [];
    const doubled = itemsOf(settings, name).filter((item) => all.indexOf(item) !== all.lastIndexOf(item));
    return doubled.map((item) => `--${name} names ${writeItem(item)} more than once: it is run once`);
  });
}

function itemsOf(settings: Settings, name: FlagName) {
  return [...new Set(settings.get(name)?.items ?? [])];
}
