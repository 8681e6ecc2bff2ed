import type { TraceFormat } from "../spec.ts";
import type { TraceLayout } from "./layout.ts";

/** The published formats that are one row a request, under the names of their own columns. */

/** Azure LLM inference traces 2023 and 2024 (github.com/Azure/AzurePublicDataset). */
const azure: TraceLayout = {
  format: "azure",
  arrival: "TIMESTAMP",
  time: "datetime",
  prompt: "ContextTokens",
  output: "GeneratedTokens",
};

/** BurstGPT (github.com/HPMLL/BurstGPT), 6 columns, or 8 with session and elapsed time: by header name either way. */
const burstgpt: TraceLayout = {
  format: "burstgpt",
  arrival: "Timestamp",
  time: "s",
  prompt: "Request tokens",
  output: "Response tokens",
  noOutputMeans: "0 response tokens: the request failed",
};

/** Vidur (github.com/microsoft/vidur): request traces with arrived_at, length traces without. */
const vidur: TraceLayout = {
  format: "vidur",
  arrival: "arrived_at",
  arrivalOptional: true,
  time: "s",
  prompt: "num_prefill_tokens",
  output: "num_decode_tokens",
};

/** splitwise-sim (github.com/Mutinifni/splitwise-sim). */
const splitwise: TraceLayout = {
  format: "splitwise",
  arrival: "arrival_timestamp",
  arrivalOptional: true,
  time: "s",
  prompt: "prompt_size",
  output: "token_size",
};

/** Mooncake (github.com/kvcache-ai/Mooncake): one hash id per 512 tokens, the last block partial. */
const mooncake: TraceLayout = {
  format: "mooncake",
  arrival: "timestamp",
  time: "ms",
  prompt: "input_length",
  output: "output_length",
  hashIds: "hash_ids",
};

/**
 * Qwen Bailian usage traces (github.com/alibaba-edu/qwen-bailian-usagetraces-anon): 16 tokens per hash id; turns name the turn before,
 * -1 = none, and input_length is the whole context already.
 */
const bailian: TraceLayout = {
  ...mooncake,
  format: "bailian",
  time: "s",
  chain: { turn: "chat_id", before: "parent_chat_id" },
};

export const KNOWN_LAYOUTS: Readonly<Partial<Record<TraceFormat, TraceLayout>>> = {
  azure,
  burstgpt,
  vidur,
  splitwise,
  mooncake,
  bailian,
};
