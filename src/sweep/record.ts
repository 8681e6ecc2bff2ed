import { createHash } from "node:crypto";
import { UserError } from "../errors.ts";
import { resultJson, resultJsonText } from "../report/result-json.ts";
import type { Breakdown } from "./breakdown.ts";
import { ENGINE_VERSION } from "./engine-version.ts";
import type { TimedReport } from "./scenario.ts";
import type { WhatIf } from "./what-if/what-if.ts";

/** The result of one scenario, as a file holds it: a `result.json` without single requests and without clock times. */
export interface ScenarioRecord {
  readonly id: string;
  readonly engine: string;
  /** Figures by vLLM's names: `p99_ttft_ms`, `request_throughput`. Null = nothing to measure. */
  readonly figures: Readonly<Record<string, number | null>>;
  readonly breakdown: Breakdown;
  /** Shares of step time by part. */
  readonly latencyShare: Readonly<Record<string, number>>;
  readonly saturation: { readonly verdict: string; readonly queueGrowthPerSecond: number };
  readonly preemptions: number;
  readonly rejected: number;
  /** Settings that rerun it. */
  readonly config: Readonly<Record<string, unknown>>;
}

type RecordJson = Record<string, unknown>;

/**
 * What `vllm bench serve` writes, then `simulator`.
 * @param beside what settings do not describe: a server that differs from them, or a file of measured requests
 */
export function recordJson(
  report: TimedReport,
  id: string,
  breakdown: Breakdown,
  beside: { readonly whatIf?: WhatIf; readonly against?: string } = {},
): RecordJson {
  const { clock: _, ...steady } = report;
  const { simulator, ...figures } = resultJson(steady, { detailed: false });
  const scenario = { id, engine: ENGINE_VERSION };
  return { ...figures, simulator: { ...(simulator as object), scenario, breakdown, ...beside } };
}

/** As `results/<id>.json`, with a checksum of all before it at its end. */
export function recordText(json: RecordJson): string {
  return sealed(resultJsonText(json));
}

/** What the commands of this program read of it. */
export function recordOf({ simulator, ...rest }: RecordJson): ScenarioRecord {
  const own = simulator as ScenarioRecord & {
    readonly scenario: { readonly id: string; readonly engine: string };
  };
  const isFigure = ([, value]: [string, unknown]) => typeof value === "number" || value === null;
  return {
    ...own.scenario,
    figures: Object.fromEntries(Object.entries(rest).filter(isFigure)) as ScenarioRecord["figures"],
    breakdown: own.breakdown,
    latencyShare: own.latencyShare,
    saturation: own.saturation,
    preemptions: own.preemptions,
    rejected: own.rejected,
    config: own.config,
  };
}

const SEAL = ',\n  "checksum": "';

function sealed(text: string): string {
  const body = text.slice(0, text.lastIndexOf("\n}"));
  return `${body}${SEAL}${checksum(body)}"\n}\n`;
}

function checksum(body: string): string {
  return createHash("sha256").update(body).digest("hex");
}

/**
 * Reads a record back.
 * @throws UserError when it is cut short or altered, or is another scenario's
 */
export function parseRecord(text: string, file: string, id?: string): ScenarioRecord {
  const damaged = (message: string) => new UserError({ where: { file }, message });
  const at = text.lastIndexOf(SEAL);
  const sum = text.slice(at + SEAL.length, at + SEAL.length + 64);
  if (at < 0 || checksum(text.slice(0, at)) !== sum) throw damaged("is damaged: its checksum does not fit");
  const { checksum: _, ...json } = JSON.parse(text);
  const record = recordOf(json);
  if (id === undefined || record.id === id) return record;
  throw damaged(`holds the result of another scenario, ${record.id}`);
}
