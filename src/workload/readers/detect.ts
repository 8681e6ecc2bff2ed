import { fail } from "../check.ts";
import { TRACE_FORMATS, type TraceFormat } from "../spec.ts";

/** Formats by the columns or keys that only they have; first match wins. */
const CSV_MARKS: readonly (readonly [TraceFormat, readonly string[]])[] = [
  ["azure", ["TIMESTAMP", "ContextTokens", "GeneratedTokens"]],
  ["burstgpt", ["Timestamp", "Request tokens", "Response tokens"]],
  ["vidur", ["num_prefill_tokens", "num_decode_tokens"]],
  ["splitwise", ["prompt_size", "token_size"]],
];
const JSON_MARKS: readonly (readonly [TraceFormat, readonly string[]])[] = [
  ["guidellm", ["guidellm_version"]],
  ["guidellm", ["benchmarks"]],
  ["vllm-bench", ["request_rate", "total_input_tokens"]],
  ["vllm-bench", ["request_throughput", "total_output_tokens"]],
  ["aiperf", ["metadata", "metrics"]],
  ["aiperf", ["request_throughput", "request_latency"]],
  ["llmservingsim", ["sub_requests"]],
  ["llmservingsim", ["input_toks", "output_toks"]],
  ["bailian", ["chat_id", "timestamp", "input_length", "output_length"]],
  ["mooncake", ["timestamp", "input_length", "output_length"]],
];

/** Tells the format of a trace by its first characters. */
export function detectFormat(head: string, file: string): TraceFormat {
  const text = head.trimStart();
  if (text.startsWith("{") || text.startsWith("[")) return detectJson(text);
  const firstLine = text.split(/\r?\n/, 1)[0] ?? "";
  const columns = splitHeader(firstLine).map((name) => name.toLowerCase());
  for (const [format, marks] of CSV_MARKS) {
    if (marks.every((mark) => columns.includes(mark.toLowerCase()))) return format;
  }
  if (columns.length > 1 && !columns.every((name) => name === "" || Number.isFinite(Number(name))))
    return "csv";
  fail({
    where: { file, line: 1 },
    got: firstLine.slice(0, 60),
    message: "is neither a JSON object nor a CSV header",
    remedy: `Known formats are ${TRACE_FORMATS.join(", ")}; CSV needs a header line`,
  });
}

/** By keys rather than by a parse: a result file can be one line of many megabytes. */
function detectJson(text: string): TraceFormat {
  const keys = new Set(Array.from(text.matchAll(/"((?:[^"\\]|\\.)*)"\s*:/g), (match) => match[1]));
  for (const [format, marks] of JSON_MARKS) if (marks.every((mark) => keys.has(mark))) return format;
  return "jsonl";
}

function splitHeader(line: string): string[] {
  return line.split(delimiterOf(line)).map((name) => name.trim().replace(/^"(.*)"$/, "$1"));
}

/** The likeliest of comma, semicolon and tab. */
export function delimiterOf(header: string): "," | ";" | "\t" {
  const count = (delimiter: string) => header.split(delimiter).length;
  if (count(";") > count(",")) return ";";
  return count("\t") > count(",") ? "\t" : ",";
}
