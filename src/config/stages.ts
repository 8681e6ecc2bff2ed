import { UserError } from "../errors.ts";
import type { Stage } from "../workload/spec.ts";

/**
 * `--stages 5:60,20:30`: 60 seconds at 5 requests a second, then 30 at 20.
 * @throws UserError naming the stage that is no RATE:SECONDS
 */
export function stages(items: readonly string[]): Stage[] {
  return items.map((item) => {
    const match = /^([\d.]+):([\d.]+)$/.exec(item);
    const [rate, durationS] = [Number(match?.[1]), Number(match?.[2])];
    if (!(rate > 0 && durationS > 0)) {
      const message = "must be RATE:SECONDS, both above 0, such as 5:60,20:30";
      throw new UserError({ field: "--stages", message, got: item });
    }
    if (Math.round(rate * durationS) < 1) {
      throw new UserError({ field: "--stages", message: "sends no request in this stage", got: item });
    }
    return { rate, durationS };
  });
}
