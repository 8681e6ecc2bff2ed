import { flagNamed } from "../config/flags.ts";
import type { ConfigEntry } from "../config/load.ts";
import { resolveSettings } from "../config/resolve.ts";
import { type ScenarioConfig, scenarioConfigWith } from "../config/scenario-config.ts";
import type { Settings } from "../config/settings.ts";
import { ServerCache } from "./server-cache.ts";
import type { Cell } from "./spec/spec.ts";

/** What all scenarios of a sweep draw from. */
export interface SharedSettings {
  /** Name of the file, for origins. */
  readonly file: string;
  readonly settings: Cell;
  readonly workloads: Readonly<Record<string, Cell>>;
}

/** Percentiles that summaries are made of; a scenario reports them beside those that are asked for. */
const ALWAYS = [50, 90, 99];

/** Turns the points of a grid into scenarios, by the resolver that every command uses. The environment plays no part. */
export class ScenarioResolver {
  private readonly shared: SharedSettings;
  private readonly servers = new ServerCache();

  constructor(shared: SharedSettings) {
    this.shared = shared;
  }

  /**
   * @param point settings of this scenario; `workload` names one of the shared workloads
   * @throws UserError when they do not make a scenario
   */
  resolve(point: Cell): ScenarioConfig {
    const settings = this.settingsOf(point);
    const config = scenarioConfigWith({ settings, labels: labelsOf(point) }, this.servers.resolve);
    const { workload } = config;
    if (workload.kind !== "trace") return config;
    // A rate stands in the trace's own entry: without effect, points would differ in nothing but their label.
    return {
      ...config,
      workload: { ...workload, options: { ...workload.options, arrivalsMustApply: true } },
    };
  }

  private settingsOf(point: Cell): Settings {
    const { file, settings, workloads } = this.shared;
    const { workload, ...own } = point;
    const data = { ...settings, ...(workload === undefined ? {} : workloads[String(workload)]), ...own };
    const percentiles = data.percentiles as readonly number[] | undefined;
    if (percentiles !== undefined) {
      data.percentiles = [...new Set([...ALWAYS, ...percentiles])].sort((a, b) => a - b);
    }
    const entries = Object.entries(data).map(([key, value]): ConfigEntry => {
      return { name: flagNamed(key)!, key, data: written(value), where: { file } };
    });
    return resolveSettings({ flags: new Map(), environment: {}, file: { file, entries, problems: [] } });
  }
}

/** What tells a scenario from the others of its sweep, as text. */
export function labelsOf(point: Cell): Record<string, string> {
  return Object.fromEntries(Object.entries(point).map(([name, value]) => [name, String(written(value))]));
}

/** As a file would hold it. */
function written(value: Cell[string]): unknown {
  return value === Number.POSITIVE_INFINITY ? "inf" : value;
}
