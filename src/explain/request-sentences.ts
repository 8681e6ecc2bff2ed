import type { WaterfallPart } from "../engine/waterfall-parts.ts";
import { formatCount, formatFigure } from "../report/format.ts";
import type { RunReport } from "../report/run-report.ts";
import type { RequestExplanation } from "./explain-request.ts";
import type { ExplainedMetric } from "./pick-request.ts";

/** What each part of a request's latency means for it, in a sentence. */
export function partSentence(
  part: WaterfallPart,
  { row, metric, parts }: Pick<RequestExplanation, "row" | "metric" | "parts">,
  { requests, result }: Pick<RunReport, "requests" | "result">,
): string {
  const prompt = requests.promptTokens[row]!;
  const cached = result.cachedTokens[row]!;
  const text: Record<WaterfallPart, string> = {
    admission: `before the scheduler saw it: API server, and tokeniser over ${tokens(prompt)}`,
    slot: "waiting for a place in a step: the step under way had to end, or the batch or its token budget was full",
    blocks: "waiting for KV blocks: the pool had too few free for the next request",
    prefillOwn: `computing its own ${tokens(prompt - cached)} of prompt${cached > 0 ? ` (${formatCount(cached)} more came from the prefix cache)` : ""}`,
    interference: "for other requests' prompts in the steps it took part in",
    gemm: kernel(metric, "matrix products: the weights read, times the batch"),
    attention: kernel(metric, "attention over the KV cache"),
    allReduce: kernel(metric, "all-reduce between the ranks"),
    other: kernel(metric, "the language-model head and elementwise kernels"),
    host: kernel(metric, "the host: scheduling, launches, sampling"),
    recompute: `computing again what ${times(result.preemptions[row]!)} threw away`,
  };
  return `${formatFigure(parts[part])} ms ${text[part]}.`;
}

/** A request decodes nothing before its first token: what is by kernel then belongs to others. */
function kernel(metric: ExplainedMetric, what: string): string {
  return metric === "ttft"
    ? `added to its prefill steps by the decodes in them: ${what}`
    : `in its steps for ${what}`;
}

const tokens = (count: number): string => `${formatCount(count)} ${count === 1 ? "token" : "tokens"}`;
const times = (count: number): string => (count === 1 ? "a preemption" : `${count} preemptions`);
