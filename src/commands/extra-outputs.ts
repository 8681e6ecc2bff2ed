import { FLAGS } from "../config/flags.ts";
import { UserError } from "../errors.ts";
import type { ExtraFiles } from "../sweep/extra-files.ts";
import { type Invocation, isOn } from "./command.ts";
import { flagValue } from "./flag-value.ts";

/** @throws UserError when a file is asked for and there is no folder for it */
export function extraOutputs(invocation: Invocation): ExtraFiles {
  const asked = (["report", "perfetto", "steps"] as const).filter((name) => isOn(invocation, name));
  if (asked.length > 0 && !invocation.flags.has("output")) {
    throw new UserError({
      field: `--${asked[0]}`,
      message: "writes a file and needs a folder for it",
      remedy: "Add --output DIR",
    });
  }
  return {
    report: isOn(invocation, "report"),
    perfetto: isOn(invocation, "perfetto"),
    steps: isOn(invocation, "steps"),
    sample: flagValue(invocation, "sample") ?? FLAGS.sample.default,
  };
}
