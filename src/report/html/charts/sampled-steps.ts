import type { LoggedStep, StepLog } from "../../step-log.ts";

const MOST_POINTS = 250;

/** Steps for a chart of points, at equal distances in the log. */
export function sampledSteps(log: StepLog): LoggedStep[] {
  const stride = Math.max(1, Math.ceil(log.length / MOST_POINTS));
  return Array.from({ length: Math.ceil(log.length / stride) }, (_, i) => log.get(i * stride));
}
