import { type Problem, UserError } from "../../errors.ts";
import type { FlagName } from "../flags.ts";
import { loadModel } from "../models.ts";
import type { Settings } from "../settings.ts";
import type { Item } from "../values.ts";
import { serverCommand } from "./server-command.ts";
import { SETTINGS_FLAGS } from "./settings-flags.ts";
import { shellWords } from "./shell-words.ts";
import { type SplitFlags, splitFlags } from "./split-flags.ts";
import type { GivenFlag, VllmFlag } from "./vllm-flag.ts";

/** A setting that a pasted server command makes. */
export interface VllmEntry {
  readonly name: FlagName;
  readonly data: Item | readonly Item[];
  /** For messages: `--vllm-args: --tensor-parallel-size`. */
  readonly field: string;
}

export interface VllmArgs {
  readonly entries: readonly VllmEntry[];
  /** What was left out, and what is simulated otherwise: sentences, to be shown. */
  readonly notes: readonly string[];
  /** @throws UserError when a mixture of experts would run in a way that is not simulated */
  readonly check: (settings: Settings) => void;
}

/**
 * Settings of a server from the command that starts it.
 *
 * @param source the flag the text came by, for messages
 * @throws UserError for what cannot be simulated, everything at once
 */
export function vllmArgs(text: string, source: string): VllmArgs {
  const { environment, imageTag, args } = serverCommand(shellWords(text, source), source);
  const split = splitFlags(args, source);
  const problems: Problem[] = environmentProblems(environment, source);
  const entries: VllmEntry[] = [];
  if (split.model !== undefined)
    entries.push({ name: "model", data: split.model, field: `${source}: model` });
  const version = /^v?(\d+\.\d+[\w.]*)$/.exec(imageTag ?? "")?.[1];
  if (version !== undefined) entries.push({ name: "vllm-version", data: version, field: `${source}: image` });
  for (const name of Object.keys(SETTINGS_FLAGS)) {
    const given = split.known.get(name);
    if (given === undefined) continue;
    try {
      entries.push(...entriesOf(given));
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      problems.push(...error.problems);
    }
  }
  problems.push(...refusals(split, false));
  if (problems.length > 0) throw new UserError(problems);
  return {
    entries,
    notes: [...environmentNotes(environment, source), ...notesOf(split, source)],
    check: (settings) => checkExperts([...refusals(split, true), ...replicaProblems(split)], settings),
  };
}

function checkExperts(problems: readonly Problem[], settings: Settings): void {
  if (problems.length === 0) return;
  const several = (name: FlagName) => settings.get(name)?.items.some((item) => Number(item) > 1) === true;
  const models = settings.get("model")?.items ?? [];
  if (!several("tp") && !several("replicas")) return;
  if (models.some((model) => loadModel(String(model)).moe !== undefined)) throw new UserError(problems);
}

function entriesOf({ flag, ...given }: GivenFlag & { flag: VllmFlag }): VllmEntry[] {
  return (flag.settings?.(given) ?? []).map(([name, data]) => ({ name, data, field: given.field }));
}

function refusals({ known }: SplitFlags, expertsOnly: boolean): Problem[] {
  return [...known.values()]
    .filter(({ flag }) => flag.refused !== undefined && (flag.expertsOnly === true) === expertsOnly)
    .filter((given) => matters(given))
    .map(({ field, value, flag }) => ({
      field,
      message: `${typeof value === "string" ? `${value} ` : ""}cannot be simulated: ${flag.refused}`,
    }));
}

/** Replicas of a mixture of experts share their experts and step together. */
function replicaProblems({ known }: SplitFlags): Problem[] {
  const given = known.get("data-parallel-size");
  if (given === undefined || given.value === "1") return [];
  const message =
    "cannot be simulated for a mixture of experts: its replicas share experts and step together";
  return [{ field: given.field, message }];
}

function matters({ flag, value }: GivenFlag & { flag: VllmFlag }): boolean {
  if (value === false || flag.harmless?.includes(String(value))) return false;
  return flag.harmful?.includes(String(value)) ?? true;
}

function notesOf({ known, unknown }: SplitFlags, source: string): string[] {
  const told = [...known.values()].filter((given) => given.flag.told !== undefined && matters(given));
  const ignored = [...known]
    .filter(
      ([, { flag }]) => flag.settings === undefined && flag.refused === undefined && flag.told === undefined,
    )
    .map(([name]) => `--${name}`);
  return [
    ...told.map(({ field, value, flag }) => {
      return `${field} ${typeof value === "string" ? `${value} ` : ""}is not simulated: ${flag.told}`;
    }),
    ...(ignored.length > 0 ? [`${source}: without effect on the simulation: ${ignored.join(", ")}`] : []),
    ...(unknown.length > 0
      ? [`${source}: unknown and ignored: ${unknown.map(({ typed }) => typed).join(", ")}`]
      : []),
  ];
}

function environmentProblems(environment: ReadonlyMap<string, string>, source: string): Problem[] {
  if (environment.get("VLLM_USE_V1") !== "0") return [];
  return [
    { field: `${source}: VLLM_USE_V1=0`, message: "cannot be simulated: it is the engine before vLLM v1" },
  ];
}

/** Variables that choose kernels. */
const KERNEL_VARIABLE = /^VLLM_(.*BACKEND|USE_(?!V1$|MODELSCOPE$).*|FLASH_ATTN_VERSION|DISABLE_.*)$/;

function environmentNotes(environment: ReadonlyMap<string, string>, source: string): string[] {
  const chosen = [...environment].filter(([name]) => KERNEL_VARIABLE.test(name));
  if (chosen.length === 0) return [];
  const list = chosen.map(([name, value]) => `${name}=${value}`).join(", ");
  return [`${source}: not simulated, and may choose other kernels: ${list}`];
}
