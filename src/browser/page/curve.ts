import { simulate, UserError } from "../index.ts";
import type { Catalog } from "./catalog.ts";
import type { Inputs } from "./inputs.ts";
import { scenario } from "./scenario.ts";

/** One arrival rate. */
export interface CurvePoint {
  readonly rate: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly outputThroughput: number;
  readonly overloaded: boolean;
}

/**
 * Simulates the inputs at one rate after another, giving way to the page in between, up to the first that is too much.
 * @param stale whether the inputs have changed meanwhile: the rest is then of no use
 */
export async function* curve(
  catalog: Catalog,
  inputs: Inputs,
  rates: readonly number[],
  stale: () => boolean,
): AsyncGenerator<CurvePoint> {
  for (const rate of rates) {
    await new Promise((resolve) => setTimeout(resolve));
    if (stale()) return;
    try {
      const { summary, saturation } = await simulate(scenario(catalog, inputs, rate));
      const overloaded = saturation.verdict === "overloaded";
      const { ttft, outputThroughput } = summary;
      yield { rate, p50Ms: ttft.p50Ms, p99Ms: ttft.p99Ms, outputThroughput, overloaded };
      if (overloaded) return;
    } catch (error) {
      // Said by the run of the inputs themselves.
      if (error instanceof UserError) return;
      throw error;
    }
  }
}
