import type { RunReport } from "./run-report.ts";

export interface ResultJsonOptions {
  /** Per-request arrays, as `--save-detailed`; default true. */
  readonly detailed?: boolean;
}

/** Keys and their order are those of `vllm bench serve --save-result --save-detailed`; then `simulator`. */
export type ResultJson = Record<string, unknown>;

export function resultJson(_report: RunReport, _options: ResultJsonOptions = {}): ResultJson {
  throw new Error("resultJson: not yet");
}

/** As text: one top-level key a line, arrays compact. Ends with a newline. */
export function resultJsonText(_json: ResultJson): string {
  throw new Error("resultJsonText: not yet");
}
