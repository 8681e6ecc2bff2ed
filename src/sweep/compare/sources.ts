import { existsSync, readFileSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { UserError } from "../../errors.ts";
import { manifestFile } from "../manifest.ts";

/** What an argument of `compare` is. */
export type Source =
  | { readonly kind: "sweep"; readonly name: string; readonly folder: string }
  /** A finished run; `folder` where it has one. */
  | { readonly kind: "run"; readonly name: string; readonly file: string; readonly folder?: string }
  /** Settings of a run that is still to be made. */
  | { readonly kind: "scenario"; readonly name: string; readonly file: string };

export type SweepSource = Extract<Source, { kind: "sweep" }>;
export type FinishedRun = Extract<Source, { kind: "run" }>;
export type RunSource = Exclude<Source, { kind: "sweep" }>;

/** @throws UserError when there is nothing at the path that could be compared */
export function sourceOf(path: string): Source {
  const name = basename(path.replace(/\/+$/, ""));
  if (!existsSync(path)) throw new UserError({ field: path, message: "does not exist" });
  if (statSync(path).isDirectory()) {
    if (existsSync(manifestFile(path))) return { kind: "sweep", name, folder: path };
    const file = join(path, "result.json");
    if (existsSync(file)) return { kind: "run", name, file, folder: path };
    const message = "holds neither a result.json nor the manifest.json of a sweep";
    throw new UserError({ field: path, message, remedy: "Give the --output folder of a run or of a sweep" });
  }
  if (/\.ya?ml$/i.test(path)) return { kind: "scenario", name, file: path };
  return { kind: isResult(path) ? "run" : "scenario", name, file: path };
}

/**
 * Whether a JSON file holds a result of this program, or settings.
 * @throws UserError when it is what another tool measured
 */
function isResult(file: string): boolean {
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(file, "utf8"));
  } catch {
    // The reader of settings says where it is wrong.
    return false;
  }
  const keys = Object.keys(json ?? {});
  if (keys.includes("simulator")) return true;
  if (!MEASURED_KEYS.some((key) => keys.includes(key))) return false;
  throw new UserError({
    where: { file },
    message: "holds measured results, not a run of this program",
    remedy: "Compare a simulation of them: --against FILE",
  });
}

/** Of vllm bench, guidellm, aiperf and inference-perf, and no setting of ours. */
const MEASURED_KEYS = ["request_throughput", "benchmarks", "time_to_first_token", "load_summary"];
