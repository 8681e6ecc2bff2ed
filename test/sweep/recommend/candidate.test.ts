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
    // What is offered is served: 400 requests a second of 30 tokens.
    const tokensPerHour = 400 * 30 * 3600;
    expect(best!.costPerMillion).toBeCloseTo((gpus * 2 * 1e6) / tokensPerHour, 9);
    expect(best!.kwhPerMillion).toBeCloseTo((gpus * 0.5 * 1e6) / tokensPerHour, 9);
    expect(best!.tokensPerSecondPerUser).toBeCloseTo(1000 / best!.evaluation.figures.mean_tpot_ms!.mean, 9);
  });

  it("says why a configuration will not do", async () => {
    const few = await considerCandidate(config, search({ maxReplicas: 1 }));
    expect(few.best).toBeUndefined();
    expect(few.reason).toMatch(/not even 1 replicas will do: (ttft_p99<300ms is|the queue \(overloaded\))/);
    const large = scenarioOf({ model: "llama-3.1-70b", "request-rate": "1" });
    expect((await considerCandidate(large, search())).reason).toContain("does not fit on H100");
  });

  it("sends a trace at the factor that is asked for", async () => {
    const flags = {
      trace: "configs/workloads/chat.csv",
      limit: "200",
      "latency-model": "calibrated",
    } as const;
    const rate = async (factor: string) => {
      const { offers } = await considerCandidate(scenarioOf({ ...flags, "rate-scale": factor }), search());
      return offers[0]!.evaluation.offeredRate;
    };
    expect((await rate("3")) / (await rate("1"))).toBeCloseTo(3, 6);
  });

  it("leaves out what vLLM would refuse to start", async () => {
    const small = { "num-gpu-blocks-override": "301", "request-rate": "1", "num-prompts": "50" } as const;
    const { best } = await considerCandidate(scenarioOf(small), search());
    expect(best).toBeDefined();
    const { reason } = await considerCandidate(scenarioOf({ ...small, "max-model-len": "4801" }), search());
    expect(reason).toContain("more than its KV cache holds, 4800 tokens");
  });

  it("does not take a server that turns requests away", async () => {
    const short = { "max-model-len": "700", "random-range-ratio": "0.5", "random-output-len": "20" } as const;
    const { best, reason } = await considerCandidate(
      scenarioOf({
        ...{ ...short, "request-rate": "2", "num-prompts": "200", "random-input-len": "600" },
        "latency-model": "calibrated",
      }),
      search({ maxReplicas: 2 }),
    );
    expect([best, reason]).toEqual([undefined, expect.stringMatching(/% of the requests are longer than/)]);
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
