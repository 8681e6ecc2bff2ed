import { type ExitCode, UserError } from "../errors.ts";
import type { SweepPlan } from "../sweep/plan.ts";
import type { Invocation } from "./command.ts";
export async function runOnCluster(_i: Invocation, _p: SweepPlan, executor: string): Promise<ExitCode> {
  throw new UserError({ field: "--executor", message: "is not there yet", got: executor });
}
