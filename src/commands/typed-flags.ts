import { type FlagName, flagNamed, flagSpec } from "../config/flags.ts";
import { itemsFromText } from "../config/values.ts";

/**
 * An argument as yargs should read it: of `--quiet=1` and `--quiet=maybe` it would silently make false.
 * @throws UserError for a switch whose value is neither true nor false
 */
export function plainSwitch(arg: string): string {
  const [, key, value] = /^--([\w-]+)=(.*)$/s.exec(arg) ?? [];
  const name = key === undefined ? undefined : flagNamed(key);
  if (name === undefined || flagSpec(name).type !== "boolean") return arg;
  return `--${key}=${itemsFromText(flagSpec(name), value!, { field: `--${key}` })[0]}`;
}

/** Flags that are typed several times though only the last of them counts. */
export function repeatedFlags(args: readonly string[]): FlagName[] {
  const seen = new Set<FlagName>();
  const repeated = new Set<FlagName>();
  for (const arg of args) {
    const key = /^--(?:no-)?([\w-]+)/.exec(arg)?.[1];
    const name = key === undefined ? undefined : flagNamed(key);
    // Objectives add up.
    if (name === undefined || name === "goodput") continue;
    if (seen.has(name)) repeated.add(name);
    seen.add(name);
  }
  return [...repeated];
}
