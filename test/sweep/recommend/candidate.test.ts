import { describe, expect, it } from "vitest";
import { objectivesOf } from "../../../src/sweep/capacity/slo.ts";
import { WorkerPool } from "../../../src/sweep/pool.ts";
import { considerCandidate, type RecommendSearch } from "../../../src/sweep/recommend/candidate.ts";
import type { Prices } from "../../../src/sweep/recommend/prices.ts";
import { scenarioOf } from "../servers.ts";

const prices: Prices = {
  ...{ currency: "USD", provider: "p", date: "2026-05", source: "s" },
  perGpuHour: { H100: 2 },
  power: { H100: { watts: 500, source: "t" } },
};
const objectives = objectivesOf(["ttft_p99<300ms"]);
const search = (more: Partial<RecommendSearch> = {}): RecommendSearch => ({
  ...{
    pool: new WorkerPool(1),
    objectives,
    seeds: 2,
    prices,
    maxReplicas: 16,
    fixedLoad: true,
    onNote: () => {},
  },
  ...more,
});
const config = scenarioOf({
  ...{ "latency-model": "calibrated", "num-prompts": "400", "request-rate": "400", tp: "2" },
  ...{ "random-input-len": "600", "random-output-len": "30", routing: "least-loaded", percentiles: "50,99" },
});

describe("considerCandidate", () => {
  it("takes the fewest replicas that meet the objectives", async () => {
    const { best, offers } = await considerCandidate(config, search());
    expect(best!.sustained).toBe(true);
    expect(best!.config.replicas).toBeGreaterThan(1);
    const fewer = offers.find((offer) => offer.config.replicas === best!.config.replicas - 1);
    expect(fewer!.sustained).toBe(false);
  });

  it("prices tokens by GPUs, hours and tokens", async () => {
    const { best } = await considerCandidate(config, search());
    const gpus = 2 * best!.config.replicas;
    expect(best!.gpus).toBe(gpus);
    expect(best!.costPerHour).toBe(gpus * 2);
    const tokensPerHour = best!.evaluation.figures.output_throughput!.mean * 3600;
    expect(best!.costPerMillion).toBeCloseTo((gpus * 2 * 1e6) / tokensPerHour, 9);
    expect(best!.kwhPerMillion).toBeCloseTo((gpus * 0.5 * 1e6) / tokensPerHour, 9);
    expect(best!.tokensPerSecondPerUser).toBeCloseTo(1000 / best!.evaluation.figures.mean_tpot_ms!.mean, 9);
  });

  it("says why a configuration will not do", async () => {
    const few = await considerCandidate(config, search({ maxReplicas: 1 }));
    expect(few.best).toBeUndefined();
    expect(few.reason).toMatch(/not even 1 replicas will do: (ttft_p99<300ms is|the run is)/);
    const large = scenarioOf({ model: "llama-3.1-70b", "request-rate": "1" });
    expect((await considerCandidate(large, search())).reason).toContain("does not fit on H100");
  });

  it("loads one server as much as it bears where no load is given", async () => {
    const { best, offers } = await considerCandidate(config, search({ fixedLoad: false }));
    expect(best!.config.replicas).toBe(1);
    expect(best!.sustained).toBe(true);
    const cheaper = offers.filter(
      ({ sustained, costPerMillion }) => sustained && costPerMillion < best!.costPerMillion,
    );
    expect(cheaper).toEqual([]);
  });
});
