import { type Problem, UserError } from "../errors.ts";
import type { ModelShape } from "./model-shape.ts";

/**
 * Whether the model can be cut into `tp` ranks, as vLLM cuts it: attention heads and feed-forward divide; KV heads
 * divide too, or are replicated when there are more ranks than heads.
 *
 * @throws UserError naming what does not divide, and the tp values that would
 */
export function checkTensorParallel(shape: ModelShape, tp: number): void {
  if (!Number.isSafeInteger(tp) || tp < 1) {
    throw new UserError({ field: "--tp", message: "must be a whole number of at least 1", got: tp });
  }
  const problem = obstacleToTensorParallel(shape, tp);
  if (problem === undefined) return;
  const works = [1, 2, 4, 8, 16, 32].filter((ranks) => obstacleToTensorParallel(shape, ranks) === undefined);
  throw new UserError({
    ...problem,
    field: "--tp",
    got: tp,
    remedy: `${shape.name} takes ${works.join(", ")}`,
  });
}

/** What keeps the model from being cut into `tp` ranks; undefined when nothing does. */
export function obstacleToTensorParallel(shape: ModelShape, tp: number): Problem | undefined {
  const { heads, kvHeads, mla, moe, intermediate } = shape;
  const parts: [string, number][] = [
    ["attention heads", heads],
    ["intermediate size", intermediate],
    ["experts' intermediate size", moe?.expertIntermediate ?? 0],
  ];
  for (const [what, size] of parts) {
    if (size % tp !== 0) return { message: `must divide the ${size} ${what} of ${shape.name}` };
  }
  const replicates = mla !== undefined || kvHeads % tp === 0 || tp % kvHeads === 0;
  if (replicates) return undefined;
  return { message: `must divide the ${kvHeads} KV heads of ${shape.name}, or be a multiple of them` };
}
