import { UserError } from "../../errors.ts";
import type { FlagName } from "../flags.ts";
import type { Item } from "../values.ts";
import { compilationSettings } from "./compilation.ts";
import { humanInt } from "./human-int.ts";
import type { GivenFlag, SettingPair, VllmFlag, VllmFlagTable } from "./vllm-flag.ts";

/** vLLM's flags that are settings here, most under the same name. Of two that set the same, the later one here wins. */
export const SETTINGS_FLAGS: VllmFlagTable = {
  model: value((given) => [["model", textOf(given)]]),
  "tensor-parallel-size": { ...whole("tp"), aliases: ["-tp"] },
  // vLLM's own balancer sends a request to the engine with the fewest, each with a scheduler of its own.
  "data-parallel-size": {
    ...value((given) => [
      ["replicas", wholeOf(given)],
      ["routing", "least-loaded"],
    ]),
    aliases: ["-dp"],
  },
  quantization: { ...value((given) => [["quantization", choice(given, QUANTIZATIONS)]]), aliases: ["-q"] },
  "max-model-len": value((given) => [["max-model-len", lengthOf(given)]]),
  "max-num-batched-tokens": whole("max-num-batched-tokens"),
  "max-num-seqs": whole("max-num-seqs"),
  "block-size": whole("block-size"),
  "num-gpu-blocks-override": whole("num-gpu-blocks-override"),
  "kv-cache-memory-bytes": { ...whole("kv-cache-memory-bytes"), aliases: ["kv-cache-memory"] },
  "long-prefill-token-threshold": whole("long-prefill-token-threshold"),
  "gpu-memory-utilization": value((given) => [["gpu-memory-utilization", numberOf(given)]]),
  "kv-cache-dtype": value((given) => [["kv-cache-dtype", choice(given, KV_DTYPES)]]),
  "scheduling-policy": value((given) => [["scheduling-policy", textOf(given)]]),
  "enable-chunked-prefill": onOff("enable-chunked-prefill"),
  "enable-prefix-caching": onOff("enable-prefix-caching"),
  "async-scheduling": onOff("async-scheduling"),
  "scheduler-reserve-full-isl": onOff("scheduler-reserve-full-isl"),
  "compilation-config": { ...value(compilationSettings), aliases: ["-O", "-cc"] },
  "optimization-level": value(compilationSettings),
  "cudagraph-capture-sizes": {
    takes: "values",
    aliases: ["cuda-graph-sizes"],
    settings: (given) => [
      ["cudagraph-capture-sizes", given.words.map((word) => wholeOf({ ...given, value: word }))],
    ],
  },
  "max-cudagraph-capture-size": whole("max-cudagraph-capture-size"),
  // Behind the flags above, over which it wins.
  "enforce-eager": {
    takes: "switch",
    settings: ({ value: on }) => (on === false ? [] : [["cudagraph-mode", "none"]]),
  },
};

const QUANTIZATIONS: Readonly<Record<string, Item>> = { fp8: "fp8", fbgemm_fp8: "fp8" };
const KV_DTYPES: Readonly<Record<string, Item>> = {
  auto: "auto",
  bfloat16: "bf16",
  float16: "bf16",
  fp8: "fp8",
  fp8_e4m3: "fp8",
  fp8_e5m2: "fp8",
};

function value(settings: (given: GivenFlag) => readonly SettingPair[]): VllmFlag {
  return { takes: "value", settings };
}

function whole(name: FlagName): VllmFlag {
  return value((given) => [[name, wholeOf(given)]]);
}

function onOff(name: FlagName): VllmFlag {
  return { takes: "switch", settings: ({ value: on }) => [[name, on === true]] };
}

function textOf({ value: text }: GivenFlag): string {
  return String(text);
}

function wholeOf(given: GivenFlag): number {
  const number = humanInt(textOf(given));
  if (number !== undefined) return number;
  const message = "must be a whole number (8k is 8000, 8K is 8192)";
  throw new UserError({ field: given.field, message, got: given.value });
}

/** vLLM itself lowers `auto`, which `-1` also means, to what its KV memory holds, and logs what it chose. */
function lengthOf(given: GivenFlag): number {
  if (!["auto", "-1"].includes(textOf(given).trim().toLowerCase())) return wholeOf(given);
  throw new UserError({
    field: given.field,
    message: "is not simulated where vLLM fits it to the memory",
    got: given.value,
    remedy:
      "Give the length that the server's log names (Auto-fit max_model_len), or leave the flag out: the model's longest",
  });
}

function numberOf(given: GivenFlag): number {
  const text = textOf(given);
  if (text.trim() !== "" && Number.isFinite(Number(text))) return Number(text);
  throw new UserError({ field: given.field, message: "must be a number", got: text });
}

function choice(given: GivenFlag, choices: Readonly<Record<string, Item>>): Item {
  const text = textOf(given);
  if (Object.hasOwn(choices, text)) return choices[text]!;
  throw new UserError({
    field: given.field,
    message: `${text} is not simulated; ${Object.keys(choices).join(", ")} ${Object.keys(choices).length > 1 ? "are" : "is"}`,
    remedy: "Leave it out to simulate the model as its config.json says, or as --model NAME-fp8",
  });
}
