import type { FlagName } from "../config/flags.ts";
import type { Change } from "./remedies.ts";

/** Where vLLM calls a flag otherwise; ours has that name too. */
const VLLM_NAMES: Partial<Record<FlagName, string>> = { tp: "tensor-parallel-size" };

/** What is no flag of `vllm serve`, or is more than a flag. */
const NOTES: Partial<Record<FlagName, string>> = {
  replicas: "--replicas is the number of servers behind the router (one more vLLM, or --data-parallel-size).",
  "cudagraph-mode":
    "--cudagraph-mode full-and-piecewise is what vLLM does by itself without --enforce-eager and without another cudagraph_mode in --compilation-config.",
  quantization: "--quantization fp8 changes the model's answers a little: check their quality.",
  "kv-cache-dtype": "--kv-cache-dtype fp8 changes the model's answers a little: check their quality.",
};

/** `--tensor-parallel-size 2 (now 1)`: to be copied to vLLM's command line, and to ours. */
export function changeName({ flag, from, to }: Change): string {
  if (typeof to === "boolean") return `--${to ? "" : "no-"}${flag}`;
  return `--${VLLM_NAMES[flag] ?? flag} ${to} (now ${from})`;
}

/** What to know of these changes before making them: sentences. */
export function changeNotes(changes: readonly Change[]): string[] {
  return [...new Set(changes.flatMap(({ flag }) => NOTES[flag] ?? []))];
}
