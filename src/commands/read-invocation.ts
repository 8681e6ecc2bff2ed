import { didYouMean } from "../config/did-you-mean.ts";
import { type FlagName, flagNamed, spellings } from "../config/flags.ts";
import { type Problem, UserError } from "../errors.ts";
import type { CommandSpec, Invocation } from "./command.ts";
import { COMMANDS } from "./table.ts";

type Arguments = { readonly [key: string]: unknown; readonly _: readonly (string | number)[] };

/**
 * What yargs parsed, as flags and positionals.
 * @throws UserError for every word and flag that the command does not know
 */
export function readInvocation(command: CommandSpec, argv: Arguments, args: readonly string[]): Invocation {
  const positionals: Record<string, string> = {};
  let many: readonly string[] = [];
  for (const { name, many: several } of command.positionals ?? []) {
    if (several) many = [argv[name] ?? []].flat().map(String);
    else if (argv[name] === undefined) throw new UserError(missingWord(command, name));
    else positionals[name] = String(argv[name]);
  }
  const isPositional = (key: string) => command.positionals?.some(({ name }) => name === key) === true;
  const flags = new Map<FlagName, string | boolean>();
  const unknown: string[] = [];
  for (const [key, value] of Object.entries(argv)) {
    if (["_", "$0", "help", "h", "version"].includes(key) || isPositional(key)) continue;
    const name = flagNamed(key);
    if (name === undefined || !command.flags.includes(name)) unknown.push(key);
    else if (value !== undefined) flags.set(name, oneValue(name, value));
  }
  // Letters behind one dash are flags each, `-_` among them.
  const typed = Array.isArray(argv._) ? argv._ : [];
  const words = typed.map(String).slice(wordsOf(command, argv));
  // The first word that is unknown: what follows it may well belong to the command that was meant.
  const problems = [
    ...words.slice(0, 1).map((word) => unknownWord(command, word)),
    ...tokensOf(words.length > 0 ? [] : unknown, args).map((token) => unknownFlag(command, token)),
  ];
  if (problems.length > 0) throw new UserError(problems);
  return { positionals, words: many, flags };
}

/** Objectives add up, as vLLM's do; of any other flag given twice the last counts. */
function oneValue(name: FlagName, value: unknown): string | boolean {
  if (!Array.isArray(value)) return value as string | boolean;
  return name === "goodput" ? value.join(",") : (value.at(-1) as string | boolean);
}

function missingWord({ name }: CommandSpec, word: string): Problem {
  const children = COMMANDS.filter((other) => other.name.startsWith(`${name} `)).map((other) => other.name);
  const remedy =
    children.length > 0 ? `There is also: ${children.join(", ")}` : `See inference-sim ${name} --help`;
  return { field: name, message: `needs an argument: ${word}`, remedy };
}

/** How many of the words are the command's own name; none when it runs as the default. */
function wordsOf(command: CommandSpec, argv: Arguments): number {
  const name = command.name.split(" ");
  return name.every((word, index) => argv._?.[index] === word) ? name.length : 0;
}

function unknownWord(command: CommandSpec, word: string): Problem {
  if (command !== COMMANDS[0]) return { field: command.name, message: "takes no such argument", got: word };
  const names = [...new Set(COMMANDS.flatMap(({ name }) => [name, name.split(" ")[0]!]))];
  const near = didYouMean(word, names);
  const file = /[./\\]/.test(word);
  return {
    message: "unknown command",
    got: word,
    remedy:
      near !== undefined
        ? `Did you mean "${near}"?`
        : file
          ? `To replay a trace: inference-sim replay ${word}`
          : `There is: ${COMMANDS.map(({ name }) => name).join(", ")}`,
  };
}

function unknownFlag(command: CommandSpec, token: string): Problem {
  const name = token.replace(/^-+(no-)?/, "").replaceAll("_", "-");
  // Every letter is one edit away from every other.
  const near = name.length > 1 ? didYouMean(name, spellings(command.flags)) : undefined;
  const remedy = near === undefined ? `See inference-sim ${command.name} --help` : `Did you mean --${near}?`;
  return { field: token, message: `is no flag of ${command.name}`, remedy };
}

/** The arguments as typed that gave yargs these keys: `-tp` becomes the keys t and p. */
function tokensOf(keys: readonly string[], args: readonly string[]): string[] {
  const tokens = keys.map((key) => {
    const typed = args.find((arg) => {
      const word = arg.split("=")[0]!;
      const short = /^-[^-]/.test(word) && key.length === 1 && word.includes(key);
      return word === `--${key}` || word === `--no-${key}` || short;
    });
    return typed?.split("=")[0] ?? `--${key}`;
  });
  return [...new Set(tokens)];
}
