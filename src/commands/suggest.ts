import { FLAG_NAMES, type FlagName, flagNamed, flagSpec } from "../config/flags.ts";
import type { CommandSpec } from "./command.ts";
import { COMMAND_GROUPS, COMMANDS } from "./table.ts";

/** A word that could come next, and what it means. */
export interface Suggestion {
  readonly word: string;
  readonly help: string;
}

/** Names that are known only by looking: what `--model` and `--gpu` take. */
export type Names = (flag: FlagName) => readonly string[];

/**
 * What could stand where the last of the words is, which may be begun or empty. Nothing: a shell then offers files.
 * @param words what was typed after the program's name
 */
export function suggestions(words: readonly string[], names: Names): Suggestion[] {
  const current = words.at(-1) ?? "";
  const before = words.slice(0, -1);
  const flag = valueExpected(before.at(-1));
  if (flag !== undefined) return begun(current, listOf(flag, current, names));
  const assigned = /^--([\w-]+)=(.*)$/.exec(current);
  if (assigned !== null) {
    const named = flagNamed(assigned[1]!);
    return named === undefined ? [] : begun(assigned[2]!, listOf(named, assigned[2]!, names));
  }
  const { command, typed } = commandOf(before);
  if (current.startsWith("-")) return begun(current, flagsOf(command ?? COMMANDS[0]!, before));
  return begun(current, [...nextWords(typed), ...positionalWords(command, typed)]);
}

/** What may stand for the next argument of a command, where that is one of a few words. */
function positionalWords(command: CommandSpec | undefined, typed: readonly string[]): Suggestion[] {
  if (command === undefined) return [];
  const next = typed.length - command.name.split(" ").length;
  return (command.positionals?.[next]?.choices ?? []).map((word) => ({ word, help: "" }));
}

function begun(current: string, all: readonly Suggestion[]): Suggestion[] {
  return all.filter(({ word }) => word.startsWith(current) && word !== current);
}

/** The flag that a word is, if a value must follow it. */
function valueExpected(word: string | undefined): FlagName | undefined {
  if (word === undefined || !word.startsWith("-") || word.includes("=")) return undefined;
  const name = flagNamed(word.replace(/^-+/, ""));
  return name !== undefined && flagSpec(name).type !== "boolean" ? name : undefined;
}

/** Values of a flag; where it takes several, those that could follow the comma. */
function listOf(flag: FlagName, current: string, names: Names): Suggestion[] {
  const { choices, list, axis } = flagSpec(flag);
  const before = list || axis ? current.slice(0, current.lastIndexOf(",") + 1) : "";
  return [...(choices ?? names(flag))].map((choice) => ({ word: before + choice, help: "" }));
}

/** The command that the words name, and how many of them do. */
function commandOf(before: readonly string[]): { command: CommandSpec | undefined; typed: string[] } {
  const words = before.filter(
    (word, i) => !word.startsWith("-") && valueExpected(before[i - 1]) === undefined,
  );
  for (const count of [2, 1]) {
    const name = words.slice(0, count).join(" ");
    const command = COMMANDS.find((one) => one.name === name);
    if (words.length >= count && command !== undefined) return { command, typed: words };
  }
  return { command: undefined, typed: words };
}

/** Commands, or the subcommands of the one that was typed. */
function nextWords(typed: readonly string[]): Suggestion[] {
  if (typed.length > 1) return [];
  const [group] = typed;
  const found = new Map<string, string>();
  for (const { name, help } of COMMANDS) {
    const [first, second] = name.split(" ");
    if (group === undefined)
      found.set(first!, second === undefined ? help : (found.get(first!) ?? COMMAND_GROUPS[first!] ?? ""));
    else if (first === group && second !== undefined) found.set(second, help);
  }
  return [...found].map(([word, help]) => ({ word, help }));
}

/** Flags of a command that were not given yet; `--no-` of those that are on by default. */
function flagsOf(command: CommandSpec, before: readonly string[]): Suggestion[] {
  const given = new Set(
    before.filter((word) => word.startsWith("--")).map((word) => flagNamed(word.slice(2).split("=")[0]!)),
  );
  const own = FLAG_NAMES.filter((name) => command.flags.includes(name) && !given.has(name));
  return [
    ...own.map((name) => {
      const { default: value, help } = flagSpec(name);
      return { word: value === true ? `--no-${name}` : `--${name}`, help };
    }),
    { word: "--help", help: "Show help" },
  ];
}
