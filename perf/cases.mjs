// What `npm run bench` runs: command lines of whole processes. `requests` and the engine's own time come from the result.
import { existsSync } from "node:fs";
import { join } from "node:path";

const SERVER = ["--model", "llama-3.1-8b", "--gpu", "H100", "--tp", "1", "--latency-model", "mfu"];
const SUMMARY = ["--format", "json", "--no-save-detailed", "--quiet"];
const HUNDRED_THOUSAND = [
  ["run", "--workload", "random", "--num-prompts", "100000", "--request-rate", "20"],
  ["--random-input-len", "512", "--random-output-len", "128"],
].flat();

/** What a run needs whatever its size: memory is counted from here. */
export const ONE_REQUEST = "1 request";

/** @param {{ root: string, reference: string, scratch: string }} folders */
export function benchCases({ root, reference, scratch }) {
  const azure = join(reference, "traces/azure_conv/AzureLLMInferenceTrace_conv.csv");
  const mooncake = join(reference, "traces/mooncake_conversation/conversation_trace.jsonl.gz");
  const chat = join(root, "configs/workloads/chat.csv");
  return [
    { title: "--help", args: ["--help"] },
    { title: ONE_REQUEST, args: ["run", "--num-prompts", "1", ...SERVER, ...SUMMARY] },
    { title: "100,000 requests 512/128, 20/s", args: [...HUNDRED_THOUSAND, ...SERVER, ...SUMMARY] },
    {
      title: "the same, every output file",
      args: [...HUNDRED_THOUSAND, ...SERVER, ...SUMMARY, "--output", join(scratch, "hundred-thousand")],
    },
    { title: "chat example, 2,000 requests", args: ["replay", chat, ...SERVER, ...SUMMARY] },
    { title: "Azure trace, 19,366 requests", file: azure, args: ["replay", azure, ...SERVER, ...SUMMARY] },
    {
      title: "Mooncake trace, prefix cache",
      file: mooncake,
      args: ["replay", mooncake, ...SERVER, ...SUMMARY],
    },
  ].filter(({ file }) => file === undefined || existsSync(file));
}
