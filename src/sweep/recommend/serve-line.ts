import type { FlagName } from "../../config/flags.ts";
import type { ScenarioConfig } from "../../config/scenario-config.ts";
import { flagValues, isExplicit } from "../../config/settings.ts";
import { shellCommand } from "../../jobs/shell.ts";
import { HUB_IDS } from "./hub-ids.ts";
import { kvTokensOf } from "./kv-tokens.ts";

/** Settings that vLLM takes under the same name; it is told only those that the user chose. */
const IF_CHOSEN: readonly FlagName[] = [
  "max-model-len",
  "num-gpu-blocks-override",
  "kv-cache-memory-bytes",
  "block-size",
  "long-prefill-token-threshold",
  "scheduling-policy",
  "max-cudagraph-capture-size",
];
/** Switches, with what vLLM does when nothing is said. */
const SWITCHES: readonly (readonly [FlagName, boolean | undefined])[] = [
  ["enable-chunked-prefill", true],
  ["enable-prefix-caching", true],
  ["async-scheduling", undefined],
  ["scheduler-reserve-full-isl", undefined],
];
/** First version that takes `--max-model-len auto` (vLLM pull request 29431). */
const AUTO_LENGTH_SINCE = 14;

/** The command that starts one such server. */
export function serveLine({ settings, server }: ScenarioConfig): string {
  const values = flagValues(settings);
  const given = (name: FlagName) => isExplicit(settings.get(name));
  const words = [
    ...["vllm", "serve", hubId(values.model ?? server.model.name)],
    ...["--tensor-parallel-size", String(server.tp)],
    ...["--max-num-batched-tokens", String(server.engine.maxNumBatchedTokens)],
    ...["--max-num-seqs", String(server.engine.maxNumSeqs)],
    ...["--gpu-memory-utilization", String(server.gpuMemoryUtilization)],
  ];
  for (const name of IF_CHOSEN) if (given(name)) words.push(`--${name}`, String(values[name]));
  for (const [name, usual] of SWITCHES) {
    const value = values[name] as boolean;
    if (given(name) && value !== usual) words.push(value ? `--${name}` : `--no-${name}`);
  }
  if (values["cudagraph-mode"] === "none") words.push("--enforce-eager");
  const cache = values["kv-cache-dtype"];
  if (cache !== undefined && cache !== "auto")
    words.push("--kv-cache-dtype", cache === "bf16" ? "bfloat16" : cache);
  if (/-fp8$/i.test(values.model ?? "") || values.quantization === "fp8") words.push("--quantization", "fp8");
  const sizes = values["cudagraph-capture-sizes"];
  if (given("cudagraph-capture-sizes")) words.push("--cudagraph-capture-sizes", ...sizes!.map(String));
  const tokens = kvTokensOf(server);
  // Else vLLM refuses to start: it wants room for one request of the model's own length.
  if (!given("max-model-len") && tokens < server.engine.maxModelLen) {
    words.push("--max-model-len", takesAuto(values["vllm-version"]!) ? "auto" : String(tokens));
  }
  return shellCommand(words);
}

function takesAuto(version: string): boolean {
  const [major, minor] = version.split(".").map(Number) as [number, number];
  return major > 0 || minor >= AUTO_LENGTH_SINCE;
}

/** A name of ours as a Hugging Face id; anything else as it was given. */
function hubId(model: string): string {
  const name = model.toLowerCase().replace(/-(fp8|bf16)$/, "");
  return HUB_IDS[name] ?? model;
}
