import type { StepPart } from "../../../engine/latency-model.ts";
import type { StepKind } from "../../step-kind.ts";
import type { LegendKey } from "../figure.ts";

/** Kinds of steps, each with a look of its own. */
export const STEP_KINDS = [
  { name: "decode", colour: "var(--c1)", symbol: "circle" },
  { name: "mixed", colour: "var(--c4)", symbol: "triangle" },
  { name: "prefill", colour: "var(--c2)", symbol: "square" },
] as const satisfies readonly (LegendKey & { readonly name: StepKind })[];

export const PART_COLOURS: Readonly<Record<StepPart, string>> = {
  gemm: "var(--c1)",
  attention: "var(--c2)",
  allReduce: "var(--c3)",
  head: "var(--c4)",
  elementwise: "var(--c5)",
  host: "var(--c6)",
};
