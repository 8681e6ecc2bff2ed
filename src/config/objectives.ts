import { UserError } from "../errors.ts";
import type { Slo } from "../metrics/goodput.ts";
import { knownNames } from "./did-you-mean.ts";

const METRICS = { ttft: "ttftMs", tpot: "tpotMs", e2el: "e2elMs" } as const;

/**
 * Objectives as vLLM's `--goodput` writes them: `ttft:500`, milliseconds.
 * @throws UserError naming the objective that is no `METRIC:MS`
 */
export function objectives(pairs: readonly string[]): Slo {
  const slo: { -readonly [Key in keyof Slo]: Slo[Key] } = {};
  for (const pair of pairs) {
    const [metric = "", text = "", ...rest] = pair.split(":").map((part) => part.trim());
    const key = Object.hasOwn(METRICS, metric) ? METRICS[metric as keyof typeof METRICS] : undefined;
    if (key === undefined) {
      throw new UserError({
        field: "--goodput",
        message: "names no metric that can be an objective",
        got: pair,
        remedy: knownNames(metric, Object.keys(METRICS)),
      });
    }
    const ms = Number(text);
    if (text === "" || rest.length > 0 || !(ms > 0 && Number.isFinite(ms))) {
      throw new UserError({ field: "--goodput", message: "must be METRIC:MILLISECONDS above 0", got: pair });
    }
    if (slo[key] !== undefined)
      throw new UserError({ field: "--goodput", message: "is given twice", got: metric });
    slo[key] = ms;
  }
  return slo;
}
