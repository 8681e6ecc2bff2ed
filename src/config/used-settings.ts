import { type FlagName, flagSpec, SETTING_NAMES } from "./flags.ts";
import { isExplicit, type Setting, type Settings } from "./settings.ts";
import { workloadKind } from "./workload-request.ts";

/** The settings that matter to their workload, in the order of the flags, with the kind of workload named. */
export function usedSettings(settings: Settings): Settings {
  const kind = workloadKind(settings);
  const used = new Map<FlagName, Setting>();
  for (const name of SETTING_NAMES) {
    const setting = settings.get(name);
    const { workloads } = flagSpec(name);
    const matters = workloads === undefined || workloads.includes(kind);
    // Traces with arrival times take no rate from the defaults.
    const unused = kind === "trace" && workloads?.includes("random") && !isExplicit(setting);
    if (setting !== undefined && matters && !unused) used.set(name, setting);
    else if (name === "workload") {
      used.set(name, { items: [kind], origin: { layer: "derived", detail: "from the flags given" } });
    }
  }
  return used;
}
