import { didYouMean } from "../config/did-you-mean.ts";
import { type FlagName, flagNamed, flagSpec } from "../config/flags.ts";
import type { ConfigEntry } from "../config/load.ts";
import { resolveSettings } from "../config/resolve.ts";
import { isExplicit, type Setting, type Settings } from "../config/settings.ts";
import type { Problem } from "../errors.ts";
import { OPTION_NAMES, optionName, settingOfOption } from "./option-name.ts";

/**
 * Options as settings, by the checks of the command line.
 * @param others options that are no settings
 * @throws UserError with every option that is unknown or wrong
 */
export function optionSettings(options: object, others: readonly string[]): Settings {
  const entries: ConfigEntry[] = [];
  const problems: Problem[] = [];
  for (const [option, data] of Object.entries(options)) {
    if (data === undefined || others.includes(option)) continue;
    const name = settingOfOption(option);
    if (name === undefined) problems.push(unknownOption(option, others));
    else if (Array.isArray(data) && flagSpec(name).list !== true) {
      problems.push({ field: option, message: "takes one value; simulate once for each of several" });
    } else entries.push({ name, key: option, data: named(data), where: {} });
  }
  const settings = resolveSettings({
    flags: new Map(),
    environment: {},
    file: { file: "options", entries, problems },
  });
  return new Map([...settings].map(([name, setting]) => [name, asGiven(name, setting)]));
}

/** A model or a GPU that was given whole goes by its name. */
function named(data: unknown): unknown {
  return typeof data === "object" && data !== null && "name" in data ? data.name : data;
}

/** As if typed on the command line: an option that has no effect is then an error, not a remark. */
function asGiven(name: FlagName, setting: Setting): Setting {
  return isExplicit(setting) ? { ...setting, origin: { layer: "flag", detail: optionName(name) } } : setting;
}

function unknownOption(option: string, others: readonly string[]): Problem {
  const kebab = option.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  const meant = flagNamed(kebab);
  const near =
    meant !== undefined && flagSpec(meant).transient !== true
      ? optionName(meant)
      : didYouMean(option, [...OPTION_NAMES, ...others]);
  const remedy = near === undefined ? "Options are the settings in camel case" : `Did you mean "${near}"?`;
  return { field: option, message: "is no option", remedy };
}
