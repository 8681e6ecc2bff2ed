import { type FlagName, SETTING_NAMES } from "../config/flags.ts";

/** `max-num-seqs` as an option of the library: `maxNumSeqs`. */
export type OptionName<Name extends string> = Name extends `${infer First}-${infer Rest}`
  ? `${First}${Capitalize<OptionName<Rest>>}`
  : Name;

export function optionName(setting: FlagName): string {
  return setting.replaceAll(/-(.)/g, (_, letter: string) => letter.toUpperCase());
}

const BY_OPTION = new Map(SETTING_NAMES.map((name) => [optionName(name), name]));

export const OPTION_NAMES: readonly string[] = [...BY_OPTION.keys()];

/** The setting an option stands for. */
export function settingOfOption(option: string): FlagName | undefined {
  return BY_OPTION.get(option);
}
