import type { Options } from "yargs";
import type { FlagSpec } from "../config/flags/spec.ts";
import { type FlagName, flagSpec } from "../config/flags.ts";
import { writeItem } from "../config/values.ts";

/** A flag for yargs: text or a switch; numbers are read by us, which names what is wrong with them. */
export function optionFor(name: FlagName, shown: boolean): Options {
  const spec = flagSpec(name);
  const by = defaultText(spec);
  return {
    describe: describe(spec),
    group: spec.group,
    hidden: !shown,
    ...(spec.aliases ? { alias: spec.aliases } : {}),
    ...(spec.type === "boolean" ? { boolean: true } : { requiresArg: true }),
    ...(by === undefined ? {} : { defaultDescription: by }),
    // vLLM separates objectives with spaces.
    ...(name === "goodput" ? { array: true } : {}),
  };
}

function describe(spec: FlagSpec): string {
  const choices = spec.choices ? `: ${spec.choices.join(" | ")}` : "";
  const unit = spec.unit === undefined ? "" : ` (${spec.unit})`;
  return `${spec.help}${choices}${unit}`;
}

function defaultText(spec: FlagSpec): string | undefined {
  if (spec.defaultFrom !== undefined) return spec.defaultFrom;
  if (spec.default === undefined) return undefined;
  return [spec.default].flat().map(writeItem).join(",");
}
