import { environmentName, SETTING_NAMES } from "../config/flags.ts";
import { planSweep, type SweepPlan } from "../sweep/plan.ts";
import { readSweepFile } from "../sweep/spec/read.ts";
import { type Invocation, isOn } from "./command.ts";
import { note } from "./print.ts";

/** The plan of the sweep file that was named. */
export function planOf(invocation: Invocation, file: string): SweepPlan {
  const spec = readSweepFile(file);
  if (!isOn(invocation, "quiet")) {
    for (const sentence of spec.notes) note(sentence);
    for (const name of SETTING_NAMES.map(environmentName)) {
      if (process.env[name])
        note(`environment variable ${name} is ignored: a sweep's settings are in its file`);
    }
  }
  return planSweep(spec);
}
