import type { RequestTable } from "../../engine/request-table.ts";
import { UserError } from "../../errors.ts";
import type { Truth } from "./truth.ts";

/**
 * The measured run's own requests as a workload: row r is the r-th of `truth.requests`, arriving when it was sent.
 * @throws UserError when the file holds no single requests or does not say when they arrived or how long they were
 */
export function requestsOfTruth(truth: Truth): RequestTable {
  const { requests, file, tool } = truth;
  if (requests === undefined) {
    const remedy =
      tool === "vllm bench"
        ? "Run vllm bench serve with --save-detailed"
        : "Give its per-request file, or a workload";
    throw new UserError({ where: { file }, message: "holds no single requests to replay", remedy });
  }
  const { count, arrivalMs, promptTokens, outputTokens } = requests;
  const need = (column: Float64Array, what: string): void => {
    const row = column.findIndex((value) => !(value >= 0));
    if (row < 0) return;
    throw new UserError({
      where: { file },
      message: `does not say ${what} of request ${row}`,
      remedy: "Give a workload",
    });
  };
  need(arrivalMs, "the arrival");
  need(promptTokens, "the prompt length");
  need(outputTokens, "the output length");
  return {
    count,
    arrivalNs: arrivalMs.map((ms) => Math.round(ms * 1e6)),
    promptTokens: Int32Array.from(promptTokens),
    outputTokens: Int32Array.from(outputTokens),
  };
}
