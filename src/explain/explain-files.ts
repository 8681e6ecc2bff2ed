import { WATERFALL_PARTS } from "../engine/waterfall-parts.ts";
import { csvText } from "../report/csv.ts";
import { stepCsv, stepJson } from "../report/step-table.ts";
import type { RequestExplanation } from "./explain-request.ts";
import type { StepExplanation } from "./explain-step.ts";
import { total } from "./waterfall-view.ts";

/** For machines: milliseconds. */
export function requestExplanationJson(explanation: RequestExplanation): object {
  const { row, metric, percentile, parts, groups, atArrival, aside, gpus, trials } = explanation;
  return {
    request: row,
    metric,
    ...(percentile === undefined ? {} : { percentile: percentile.percentile, percentileMs: percentile.ms }),
    totalMs: total(parts),
    partsMs: parts,
    middleHalfMs: groups.middleHalf,
    ...(groups.atOrAbove === undefined ? {} : { atOrAboveMs: groups.atOrAbove }),
    ...{ atArrival, gpus },
    aside,
    trials,
  };
}

/** One row a part. */
export function requestExplanationCsv(explanations: readonly RequestExplanation[]): string {
  const header = ["request", "metric", "part", "ms", "mean_p25_to_p75_ms", "mean_above_percentile_ms"];
  return csvText(
    header,
    explanations.flatMap(({ row, metric, parts, groups }) =>
      WATERFALL_PARTS.map((part) => [
        ...[row, metric, part, parts[part], groups.middleHalf[part]],
        groups.atOrAbove?.[part] ?? Number.NaN,
      ]),
    ),
  );
}

export function stepExplanationJson({ step, work, alone, trials }: StepExplanation): object {
  const { shape, price, ...rest } = step;
  const { decodes, decodeContext, chunks, prefillTokens, batchTokens, logits } = shape;
  return {
    ...rest,
    shape: {
      ...{ decodes, decodeContext, prefillTokens, batchTokens, logits },
      chunkTokens: [...shape.chunkTokens.subarray(0, chunks)],
      chunkContext: [...shape.chunkContext.subarray(0, chunks)],
    },
    price: stepJson(price),
    flops: work.flops,
    bytes: work.bytes,
    ...alone,
    trials,
  };
}

/** Which step it is, then its parts. */
export function stepExplanationCsv({ step }: StepExplanation): string {
  const [header, row] = stepCsv(step.price).trimEnd().split("\n");
  return `replica,step,${header}\n${step.replica},${step.step},${row}\n`;
}
