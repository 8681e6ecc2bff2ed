import { type Problem, UserError, type Where } from "../errors.ts";
import { didYouMean } from "./did-you-mean.ts";
import { type FlagName, flagNamed, flagSpec, SETTING_NAMES, spellings } from "./flags.ts";
import { isMapping, type Mapping, mapping } from "./mapping.ts";
import { readText } from "./read-text.ts";

/** One setting of a file. */
export interface ConfigEntry {
  readonly name: FlagName;
  /** As the file spells it. */
  readonly key: string;
  readonly data: unknown;
  readonly where: Where;
}

export interface ConfigFile {
  readonly file: string;
  readonly entries: readonly ConfigEntry[];
  /** Keys that are no settings: told together with the values that are wrong. */
  readonly problems: readonly Problem[];
}

/**
 * Reads a file of settings: YAML, JSON, or the result.json or config.resolved.json of an earlier run.
 * @throws UserError with file, line and column of the first syntax error.
 */
export async function loadConfigFile(file: string): Promise<ConfigFile> {
  const { value, where } = await readMapping(file);
  const problems: Problem[] = [];
  const entries: ConfigEntry[] = [];
  for (const [key, data] of Object.entries(value)) {
    const name = flagNamed(key);
    if (name === undefined || flagSpec(name).transient) problems.push(unknownKey(key, where(key)));
    else entries.push({ name, key, data: unwrap(data), where: where(key) });
  }
  return { file, entries, problems };
}

function unknownKey(key: string, where: Where): Problem {
  const near = didYouMean(key.replaceAll("_", "-"), spellings(SETTING_NAMES));
  const remedy =
    near === undefined ? "`inference-sim config schema` lists the settings" : `Did you mean "${near}"?`;
  return { where, field: JSON.stringify(key), message: "is no setting", remedy };
}

/** config.resolved.json holds `{ value, origin }`. */
function unwrap(data: unknown): unknown {
  return isMapping(data) && "value" in data && "origin" in data ? data.value : data;
}

async function readMapping(file: string): Promise<Mapping> {
  const text = readText(file, "a file of settings", `--config ${file}`);
  if (!/\.ya?ml$/i.test(file)) {
    const config = configOfResult(text, file);
    if (config) return { value: config, where: () => ({ file }) };
    const { parseJson } = await import("./read-json.ts");
    const { value, where } = parseJson(text, file);
    return mapping(value, file, (key) => where([key]));
  }
  const { parseYaml } = await import("./read-yaml.ts");
  const { value, where } = parseYaml(text, file);
  // An empty file, or one of comments, sets nothing.
  return mapping(value ?? {}, file, (key) => where([key]));
}

/** `simulator.config` of a result.json, which may be too large to keep every position of. */
function configOfResult(text: string, file: string): Record<string, unknown> | undefined {
  const simulator = simulatorOf(text);
  const { config, whatIf, against } = simulator ?? {};
  if (typeof against === "string") {
    throw new UserError({
      where: { file },
      message: `is of requests that no settings describe, those measured in ${against}`,
      remedy: `Simulate them again with compare --against ${against}`,
    });
  }
  if (isMapping(whatIf)) {
    throw new UserError({
      where: { file },
      message: `is of a server that no settings describe (${Object.entries(whatIf).flat().join(" ")} times as it is)`,
      remedy: "Run the command that made it again",
    });
  }
  return isMapping(config) ? config : undefined;
}

function simulatorOf(text: string): Record<string, unknown> | undefined {
  try {
    const simulator = JSON.parse(text)?.simulator;
    return isMapping(simulator) ? simulator : undefined;
  } catch {
    return undefined; // told by the reader that knows lines
  }
}
