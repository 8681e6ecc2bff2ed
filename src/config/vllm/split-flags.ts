import { type Problem, UserError } from "../../errors.ts";
import { IGNORED_FLAGS } from "./ignored-flags.ts";
import { joinJson } from "./join-json.ts";
import { OTHER_FLAGS } from "./other-flags.ts";
import { SETTINGS_FLAGS } from "./settings-flags.ts";
import type { GivenFlag, VllmFlag, VllmFlagTable } from "./vllm-flag.ts";

const FLAGS: VllmFlagTable = { ...SETTINGS_FLAGS, ...OTHER_FLAGS, ...IGNORED_FLAGS };

const BY_SPELLING = new Map<string, string>(
  Object.entries(FLAGS).flatMap(([name, { aliases = [] }]) =>
    [`--${name}`, ...aliases.map((alias) => (alias.startsWith("-") ? alias : `--${alias}`))].map(
      (spelling) => [spelling, name] as const,
    ),
  ),
);

/** A flag that vLLM may know and this table does not. */
export interface UnknownFlag {
  readonly typed: string;
}

export interface SplitFlags {
  /** The model, where it stands by itself. */
  readonly model?: string;
  /** By name; of a flag given twice the last counts, as in argparse. */
  readonly known: ReadonlyMap<string, GivenFlag & { readonly flag: VllmFlag }>;
  readonly unknown: readonly UnknownFlag[];
}

/**
 * Cuts the arguments of a vLLM server into flags, as its parser does: `--a b`, `--a=b`, `--no-a`, `_` for `-`, short forms
 * (`-tp 2`, `-tp=2`, `-O3`), names cut short, and JSON by parts (`--compilation-config.mode 3`).
 *
 * @throws UserError for a value that is missing or too many
 */
export function splitFlags(args: readonly string[], source: string): SplitFlags {
  const known = new Map<string, GivenFlag & { flag: VllmFlag }>();
  const unknown: UnknownFlag[] = [];
  const problems: Problem[] = [];
  let model: string | undefined;
  for (let at = 0; at < args.length; ) {
    const word = args[at++]!;
    if (!isFlag(word)) {
      if (model === undefined) model = word;
      else problems.push({ field: source, message: "has a word that belongs to no flag", got: word });
      continue;
    }
    const { name, path, off, inline } = readName(word);
    const flag = name === undefined ? undefined : FLAGS[name];
    const rest = args.slice(at, nextFlag(args, at));
    if (name === undefined || flag === undefined) {
      at += inline === undefined ? rest.length : 0;
      unknown.push({ typed: [word, ...(inline === undefined ? rest : [])].join(" ") });
      continue;
    }
    const field = `${source}: ${word.split("=")[0]}`;
    const words = inline === undefined ? rest.slice(0, most(flag, rest)) : [inline];
    at += inline === undefined ? words.length : 0;
    if (flag.takes !== "switch" && flag.takes !== "optional" && words.length === 0) {
      problems.push({ field, message: "needs a value" });
      continue;
    }
    const given = { field, value: textOrSwitch(flag, words, off), words, flag };
    known.set(
      name,
      path === undefined
        ? given
        : { ...given, value: joinJson(known.get(name)?.value, path, words.join(" ")) },
    );
  }
  if (problems.length > 0) throw new UserError(problems);
  return { known, unknown, ...(model === undefined ? {} : { model }) };
}

function isFlag(word: string): boolean {
  return word.length > 1 && word.startsWith("-") && !/^-\.?\d/.test(word);
}

function nextFlag(args: readonly string[], from: number): number {
  const found = args.findIndex((word, at) => at >= from && isFlag(word));
  return found < 0 ? args.length : found;
}

/** How many of the words that follow are its value. */
function most(flag: VllmFlag, rest: readonly string[]): number {
  if (flag.takes === "values") return rest.length;
  // Of older versions: `--enable-chunked-prefill False`.
  return flag.takes === "switch" ? Number(/^(true|false)$/i.test(rest[0] ?? "")) : 1;
}

function textOrSwitch({ takes }: VllmFlag, words: readonly string[], off: boolean): string | boolean {
  if (takes === "switch") return !off && !/^(false|0)$/i.test(words[0] ?? "true");
  return words.join(" ");
}

interface Name {
  readonly name: string | undefined;
  /** Keys into its JSON. */
  readonly path?: string;
  readonly off: boolean;
  readonly inline?: string;
}

function readName(word: string): Name {
  const level = /^-O=?(\d+)$/.exec(word);
  if (level) return { name: "optimization-level", off: false, inline: level[1]! };
  const [, typed = "", path, inline] = /^(--?[^.=]+)(?:\.([^=]*))?(?:=([\s\S]*))?$/.exec(word) ?? [];
  const spelled = typed.startsWith("--") ? typed.replaceAll("_", "-") : typed;
  const plain = named(spelled);
  const negated =
    spelled.startsWith("--no-") && plain === undefined ? named(`--${spelled.slice(5)}`) : undefined;
  const off = negated !== undefined && FLAGS[negated]!.takes === "switch";
  return {
    name: off ? negated : plain,
    off,
    ...(path === undefined ? {} : { path }),
    ...(inline === undefined ? {} : { inline }),
  };
}

/** By its spelling, or as argparse has it by a beginning that only one flag has. */
function named(spelled: string): string | undefined {
  const exact = BY_SPELLING.get(spelled);
  if (exact !== undefined || !spelled.startsWith("--")) return exact;
  const begun = new Set(
    [...BY_SPELLING].filter(([spelling]) => spelling.startsWith(spelled)).map(([, name]) => name),
  );
  return begun.size === 1 ? [...begun][0] : undefined;
}
