import { type Problem, UserError } from "../errors.ts";
import { didYouMean } from "./did-you-mean.ts";
import { environmentName, type FlagName, flagSpec, SETTING_NAMES } from "./flags.ts";
import type { ConfigFile } from "./load.ts";
import type { Setting, Settings } from "./settings.ts";
import { itemsFromData, itemsFromText } from "./values.ts";
import type { VllmEntry } from "./vllm/vllm-args.ts";

/** What was typed: text of flags, true or false of switches. */
export type GivenFlags = ReadonlyMap<FlagName, string | boolean>;
export type Environment = Readonly<Record<string, string | undefined>>;

export interface Layers {
  readonly flags: GivenFlags;
  readonly environment: Environment;
  readonly file?: ConfigFile | undefined;
  /** What the command of a real server says. */
  readonly vllm?: readonly VllmEntry[] | undefined;
}

const PREFIX = "INFERENCE_SIM_";
/** Read by the tests, not by the program. */
const FOREIGN = new Set(["INFERENCE_SIM_REFERENCE"]);

const VARIABLES = SETTING_NAMES.map((name) => [name, environmentName(name)] as const);
const DEFAULTS = SETTING_NAMES.flatMap((name): [FlagName, Setting][] => {
  const given = flagSpec(name).default;
  return given === undefined ? [] : [[name, { items: [given].flat(), origin: { layer: "default" } }]];
});

/**
 * Lays defaults, file, a server's command, environment and flags over each other; each value keeps its origin.
 * @throws UserError with every value that is wrong.
 */
export function resolveSettings(layers: Layers): Settings {
  const settings = new Map<FlagName, Setting>(DEFAULTS);
  const problems: Problem[] = [...(layers.file?.problems ?? [])];
  const put = (name: FlagName, read: () => Setting) => {
    try {
      settings.set(name, read());
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      problems.push(...error.problems);
    }
  };
  for (const entry of layers.file?.entries ?? []) {
    put(entry.name, () => ({
      items: itemsFromData(flagSpec(entry.name), entry.data, { field: entry.key, where: entry.where }),
      origin: { layer: "file", detail: `${entry.where.file}:${entry.where.line}` },
    }));
  }
  for (const { name, data, field } of layers.vllm ?? []) {
    put(name, () => ({
      items: itemsFromData(flagSpec(name), data, { field }),
      origin: { layer: "vllm-args", detail: field.replace(/^.*: /, "") },
    }));
  }
  for (const [name, variable] of VARIABLES) {
    const text = layers.environment[variable];
    if (text === undefined || text === "") continue;
    put(name, () => ({
      items: itemsFromText(flagSpec(name), text, { field: variable }),
      origin: { layer: "env", detail: variable },
    }));
  }
  for (const [name, given] of layers.flags) {
    if (flagSpec(name).transient) continue;
    put(name, () => ({
      items:
        typeof given === "boolean" ? [given] : itemsFromText(flagSpec(name), given, { field: `--${name}` }),
      origin: { layer: "flag", detail: `--${name}` },
    }));
  }
  if (problems.length > 0) throw new UserError(problems);
  return settings;
}

/** Variables that look like settings and are none, in sentences. */
export function unknownVariables(environment: Environment): string[] {
  const names = VARIABLES.map(([, variable]) => variable);
  return Object.keys(environment)
    .filter((key) => key.startsWith(PREFIX) && !names.includes(key) && !FOREIGN.has(key))
    .map((key) => {
      const near = didYouMean(key, names);
      const remedy = near === undefined ? "" : `. Did you mean ${near}?`;
      return `environment variable ${key} is no setting and is ignored${remedy}`;
    });
}
