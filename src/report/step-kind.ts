import type { LoggedStep } from "./step-log.ts";

/** What a step computes. */
export type StepKind = "decode" | "mixed" | "prefill";

export function stepKind({ chunks, decodes }: Pick<LoggedStep, "chunks" | "decodes">): StepKind {
  if (chunks === 0) return "decode";
  return decodes === 0 ? "prefill" : "mixed";
}
