import type { WaterfallPart } from "../engine/waterfall-parts.ts";
import type { PartsMs } from "../metrics/waterfall.ts";
import { formatCount, formatCounted, formatFigure } from "../report/format.ts";
import type { RunReport } from "../report/run-report.ts";
import { BESIDE, PART_NAMES } from "../report/waterfall-names.ts";
import type { RequestExplanation } from "./explain-request.ts";
import { besideMs } from "./waterfall-view.ts";

/** What each part of a request's latency means for it, in a sentence. */
export function partSentence(
  part: WaterfallPart,
  { row, parts, batchFull }: Pick<RequestExplanation, "row" | "parts" | "batchFull">,
  { requests, result }: Pick<RunReport, "requests" | "result">,
): string {
  const prompt = requests.promptTokens[row]!;
  const cached = result.cachedTokens[row]!;
  const text: Record<WaterfallPart, string> = {
    admission: `before the scheduler saw it: API server, and tokeniser over ${tokens(prompt)}`,
    slot: batchFull
      ? "waiting for a place in a step: the batch was full (--max-num-seqs), or its token budget, or the step under way had to end"
      : "waiting for a place in a step: the step under way had to end (with async scheduling, the one behind it too), or the token budget was full; --max-num-seqs was never reached",
    blocks: "waiting for KV blocks: the pool had too few free for the next request",
    prefillOwn: `computing its own ${tokens(prompt - cached)} of prompt${cached > 0 ? ` (${formatCount(cached)} more came from the prefix cache)` : ""}`,
    interference: "for other requests' prompts in the steps it took part in",
    gemm: kernel("matrix products: the weights read, times the batch"),
    attention: kernel("attention over the KV cache"),
    allReduce: kernel("all-reduce between the ranks"),
    other: kernel("the language-model head and elementwise kernels"),
    host: kernel("the host: scheduling, launches, sampling"),
    recompute: `computing again what ${times(result.preemptions[row]!)} threw away`,
  };
  return `${formatFigure(parts[part])} ms ${text[part]}.`;
}

/** Of a TTFT: all that the decodes of others add, with what it consists of. */
export function decodeSentence(parts: PartsMs): string {
  const kinds = BESIDE.filter((part) => parts[part] > 0).map(
    (part) => `${PART_NAMES[part]} ${formatFigure(parts[part])}`,
  );
  return `${formatFigure(besideMs(parts))} ms for other requests' decodes in its prefill steps (${kinds.join(", ")}).`;
}

const kernel = (what: string): string => `in its steps for ${what}`;
const tokens = (count: number): string => formatCounted(count, "token");
const times = (count: number): string => (count === 1 ? "a preemption" : `${count} preemptions`);
