import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import { WATERFALL_PARTS } from "../../engine/waterfall-parts.ts";
import { UserError } from "../../errors.ts";
import type { MeanWaterfall, PartsMs } from "../../metrics/waterfall.ts";
import { PART_COLUMNS } from "../../report/waterfall-names.ts";
import type { ComparedRun } from "./sample.ts";

/**
 * The result of an earlier run: a folder with `result.json`, or such a file itself. `requests.csv` beside it says where the time of
 * requests went.
 * @throws UserError when it is no result of this program
 */
export function readRun(file: string, folder: string | undefined): ComparedRun {
  const json = parseJson(file);
  const { simulator } = json;
  if (simulator?.config === undefined) {
    throw new UserError({
      where: { file },
      message: "is no result.json of this program",
      remedy: "Results of real runs are compared with --against",
    });
  }
  const isFigure = ([, value]: [string, unknown]) => typeof value === "number" || value === null;
  const steps = simulator.steps as number;
  const busyMs = busyTimeMs(json);
  const shares = Object.entries(simulator.latencyShare as Record<string, number>);
  const parts =
    folder === undefined ? undefined : waterfallMs(join(folder, "requests.csv"), simulator.warmup ?? 0);
  return {
    figures: Object.fromEntries(Object.entries(json).filter(isFigure)) as ComparedRun["figures"],
    ...(parts === undefined ? {} : { waterfallMs: parts }),
    ...(busyMs === undefined
      ? {}
      : { stepParts: Object.fromEntries(shares.map(([part, share]) => [part, (share * busyMs) / steps])) }),
    conditions: { preemptions: simulator.preemptions },
    overloaded: simulator.saturation?.verdict === "overloaded",
    config: { ...simulator.config, ...simulator.whatIf },
  };
}

// A file of a known program whose fields are checked where they are used.
// biome-ignore lint/suspicious/noExplicitAny: JSON
type Json = any;

function parseJson(file: string): Json {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    throw new UserError({ where: { file }, message: `cannot be read: ${(error as Error).message}` });
  }
}

/** Over all replicas. Shares count from time 0, the duration from the first arrival. */
function busyTimeMs({ simulator, duration, start_times: starts }: Json): number | undefined {
  if (simulator.replicas === undefined || !(simulator.steps > 0)) return undefined;
  const endMs = (duration + (starts?.[0] ?? 0)) * 1000;
  return simulator.replicas.reduce((sum: number, { busyShare }: Json) => sum + busyShare * endMs, 0);
}

/** Means over completed requests; undefined where the file does not say where their time went. */
function waterfallMs(file: string, warmup: number): MeanWaterfall | undefined {
  if (!existsSync(file)) return undefined;
  const rows: Record<string, string>[] = parse(readFileSync(file), { columns: true });
  const done = rows
    .slice(warmup)
    .filter((row) => row.finish_reason === "stop" || row.finish_reason === "length");
  if (done[0]?.w_slot_ms === undefined) return undefined;
  const means = (prefix: string) =>
    Object.fromEntries(
      WATERFALL_PARTS.map((part) => {
        const column = `${prefix}_${PART_COLUMNS[part]}_ms`;
        return [part, done.reduce((sum, row) => sum + Number(row[column]), 0) / done.length];
      }),
    ) as PartsMs;
  return { e2el: means("w"), ttft: means("w_ttft") };
}
