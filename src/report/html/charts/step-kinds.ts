import type { StepPart } from "../../../engine/latency-model.ts";
import type { LoggedStep } from "../../step-log.ts";

/** What a step does, each with a colour of its own. */
export const STEP_KINDS = [
  { name: "decode", colour: "var(--c1)", symbol: "circle" },
  { name: "mixed", colour: "var(--c4)", symbol: "triangle" },
  { name: "prefill", colour: "var(--c2)", symbol: "square" },
] as const;

export type StepKind = (typeof STEP_KINDS)[number]["name"];

export function stepKind({ chunks, decodes }: Pick<LoggedStep, "chunks" | "decodes">): StepKind {
  if (chunks === 0) return "decode";
  return decodes === 0 ? "prefill" : "mixed";
}

export const PART_COLOURS: Readonly<Record<StepPart, string>> = {
  gemm: "var(--c1)",
  attention: "var(--c2)",
  allReduce: "var(--c3)",
  head: "var(--c4)",
  elementwise: "var(--c5)",
  host: "var(--c6)",
};

export const PART_LABELS: Readonly<Record<StepPart, string>> = {
  gemm: "GEMM",
  attention: "attention",
  allReduce: "all-reduce",
  head: "LM head",
  elementwise: "elementwise",
  host: "host",
};
