import { UserError } from "../../errors.ts";
import { isMapping } from "../mapping.ts";
import type { GivenFlag, SettingPair } from "./vllm-flag.ts";

/** Keys that say where things lie or how long starting takes, and nothing about a step. */
const NO_EFFECT = [
  ...["debug_dump_path", "cache_dir", "backend", "compile_cache_save_format", "inductor_compile_config"],
  ...["cudagraph_num_of_warmups", "cudagraph_copy_inputs", "cudagraph_specialize_lora", "inductor_passes"],
  ...["use_inductor_graph_partition", "local_cache_dir", "bs_to_padded_graph_size", "dynamic_shapes_config"],
];

const MODES = {
  NONE: "none",
  PIECEWISE: "piecewise",
  FULL_AND_PIECEWISE: "full-and-piecewise",
} as const;

/**
 * `--compilation-config` as JSON or as a level, `-O3`, `--optimization-level 3`: what it says of CUDA graphs.
 *
 * @throws UserError for graphs that are captured in a way that no step is priced for
 */
export function compilationSettings(given: GivenFlag): SettingPair[] {
  const text = String(given.value).trim();
  if (/^\d+$/.test(text)) return ofLevel(given.field, Number(text));
  const config = jsonOf(given.field, text);
  const unknown = Object.keys(config).filter((key) => !KNOWN.includes(key) && !NO_EFFECT.includes(key));
  if (unknown.length > 0) {
    throw new UserError({
      field: given.field,
      message: `sets what is not simulated: ${unknown.join(", ")}`,
      remedy: `Leave it out; ${KNOWN.join(", ")} are simulated`,
    });
  }
  const at = (key: string) => `${given.field}.${key}`;
  return [
    ...levels(at, config),
    ...modes(at, config),
    ...sizes(at("cudagraph_capture_sizes"), config.cudagraph_capture_sizes),
    ...largest(at("max_cudagraph_capture_size"), config.max_cudagraph_capture_size),
  ];
}

const KNOWN = [
  ...["level", "mode", "cudagraph_mode", "use_cudagraph", "full_cuda_graph"],
  ...["cudagraph_capture_sizes", "max_cudagraph_capture_size"],
];

/** Levels 2 and 3 are vLLM's default or the same as it, 0 is eager. */
function ofLevel(field: string, level: number): SettingPair[] {
  if (level === 0) return [["cudagraph-mode", "none"]];
  if (level === 2 || level === 3) return [];
  throw new UserError({ field, message: "must be 0, 2 or 3: other levels are not simulated", got: level });
}

function levels(at: (key: string) => string, { level, mode }: Record<string, unknown>): SettingPair[] {
  const compiled = ["VLLM_COMPILE", 3, undefined, null];
  if (!compiled.includes(mode as string)) {
    throw new UserError({
      field: at("mode"),
      message: "must be 3, vLLM's own: steps without its compilation are not simulated",
      got: mode,
      remedy: "--enforce-eager is",
    });
  }
  if (level === undefined || level === null) return [];
  return ofLevel(at("level"), typeof level === "number" ? level : Number.NaN);
}

function modes(at: (key: string) => string, config: Record<string, unknown>): SettingPair[] {
  const { cudagraph_mode: mode, use_cudagraph: use, full_cuda_graph: full } = config;
  if (use === false) return [["cudagraph-mode", "none"]];
  if (full === true) {
    const message = "is not simulated: it captures mixed batches whole";
    throw new UserError({ field: at("full_cuda_graph"), message });
  }
  if (mode === undefined || mode === null) return [];
  const name = String(mode).toUpperCase();
  if (Object.hasOwn(MODES, name)) return [["cudagraph-mode", MODES[name as keyof typeof MODES]]];
  const message = `must be ${Object.keys(MODES).join(", ")}: others are not simulated`;
  throw new UserError({ field: at("cudagraph_mode"), message, got: mode });
}

function sizes(field: string, data: unknown): SettingPair[] {
  if (data === undefined || data === null) return [];
  const list = Array.isArray(data) ? (data as unknown[]) : [];
  if (list.length > 0 && list.every((size) => Number.isSafeInteger(size) && (size as number) > 0)) {
    return [["cudagraph-capture-sizes", list as number[]]];
  }
  throw new UserError({ field, message: "must be a list of whole numbers above 0", got: data });
}

function largest(field: string, data: unknown): SettingPair[] {
  if (data === undefined || data === null) return [];
  if (Number.isSafeInteger(data) && (data as number) > 0) {
    return [["max-cudagraph-capture-size", data as number]];
  }
  throw new UserError({ field, message: "must be a whole number above 0", got: data });
}

function jsonOf(field: string, text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    if (isMapping(value)) return value;
  } catch {
    // told below
  }
  throw new UserError({ field, message: "must be a level or a JSON object", got: text });
}
