import { describe, expect, it } from "vitest";
import { cli, scratchFolder, words } from "./cli.ts";

const scratch = scratchFolder();
const LINE = "recommend --model llama-3.1-8b --latency-model calibrated --seeds 2";

async function json(line: string, code = 0) {
  const ended = await cli(words(`${line} --format json --quiet`));
  expect([ended.code, ended.stderr]).toEqual([code, ""]);
  return JSON.parse(ended.stdout);
}

describe("recommend", () => {
  it("finds the cheapest fleet for a trace, with the command that starts it", async () => {
    const line = `${LINE} --trace configs/workloads/chat.csv --limit 400 --rate-scale 6 --slo ttft_p99<1s --tp 1,2`;
    const { winner, candidates, fronts, prices } = await json(line);
    const costs = candidates.map(
      (one: { costPerMillionOutputTokens: number }) => one.costPerMillionOutputTokens,
    );
    expect(costs).toEqual(costs.toSorted((a: number, b: number) => a - b));
    expect(winner.costPerMillionOutputTokens).toBe(costs[0]);
    expect(winner.p99_ttft_ms).toBeLessThan(1000);
    expect(winner.serve).toMatch(/^vllm serve meta-llama\/Llama-3\.1-8B --tensor-parallel-size [12] /);
    expect(candidates).toHaveLength(2 * 3);
    // 8.146 requests a second as recorded.
    for (const { requestsPerSecond } of candidates) expect(requestsPerSecond).toBeCloseTo(6 * 8.1457, 2);
    expect(fronts.speed.length).toBeGreaterThan(0);
    expect(fronts.cost[0].costPerMillionOutputTokens).toBeCloseTo(costs[0], 9);
    expect(prices.date).toMatch(/^\d{4}-\d\d$/);
    const { stdout } = await cli(words(line));
    expect(stdout).toContain("USD per GPU-hour, specialised");
    expect(stdout).toContain("Energy is an upper bound");
    expect(stdout).toMatch(/vllm serve /);
  });

  it("goes by the user's own prices", async () => {
    const prices = scratch.write(
      "prices.json",
      JSON.stringify({
        ...{ currency: "EUR", default: "mine" },
        providers: {
          mine: { date: "2026-11-01", source: "our contract", perGpuHour: { H100: 100, "A100-SXM": 0.5 } },
        },
        power: {},
      }),
    );
    const line = `${LINE} --rate 5 --num-prompts 200 --slo ttft_p99<5s --tp 1 --prices ${prices}`;
    const { winner, candidates } = await json(line);
    expect(winner.gpu).toBe("A100-SXM");
    expect(candidates.map(({ gpu }: { gpu: string }) => gpu).sort()).toEqual(["A100-SXM", "H100"]);
    expect(winner.kwhPerMillionOutputTokensAtMost).toBeNull();
    expect((await cli(words(line))).stdout).toContain("EUR/M out tok");
  });

  it("loads single servers to their capacity where no load is given", async () => {
    const line = `${LINE} --num-prompts 200 --gpu H100 --tp 1 --slo tpot_p95<25ms`;
    const { winner } = await json(line);
    expect(winner.replicas).toBe(1);
    expect((await cli(words(line))).stderr).toContain("loaded as much as it bears");
  });

  it("leaves out what cannot be, and ends with exit code 5 when nothing will do", async () => {
    const line = `${LINE} --rate 5 --num-prompts 100 --gpu H100 --tp 1,3 --slo`;
    const { stderr } = await cli(words(`${line} ttft_p99<1s`));
    expect(stderr).toContain("left out: --tp must divide the 32 attention heads");
    const { winner, candidates } = await json(
      `${LINE} --rate 5 --num-prompts 100 --gpu H100 --tp 1 --slo ttft_p99<1ms`,
      5,
    );
    expect(winner).toBeNull();
    expect(candidates[0].reason).toContain("not even 64 replicas will do");
  });

  it.each([
    ["--rate 3,4", "--request-rate takes one value"],
    ["--rate inf", "--request-rate must be finite"],
    ["--rate 3 --max-concurrency 4", "--max-concurrency leaves no rate to search"],
  ])("refuses the load %j", async (load, message) => {
    const { code, stderr } = await cli(words(`${LINE} --gpu H100 --tp 1 --slo ttft_p99<1s ${load}`));
    expect([code, stderr]).toEqual([2, expect.stringContaining(message)]);
  });

  it("says which GPUs have no price", async () => {
    const { stderr } = await cli(words(`${LINE} --rate 1 --num-prompts 50 --tp 1 --slo ttft_p99<5s`));
    expect(stderr).toContain("left out, since specialised has no price for it: H800");
  });

  it("goes by the number of GPUs where no price is known, and says so", async () => {
    const line = `${LINE} --rate 1 --num-prompts 50 --tp 1,2 --gpu H800 --slo ttft_p99<5s`;
    const { stdout, code } = await cli(words(line));
    expect(code).toBe(0);
    expect(stdout).toContain("No price for H800: add it to the file of prices.");
    expect(stdout).toMatch(
      /The fewest GPUs, since no price is known:\nvllm serve .* --tensor-parallel-size 1 /,
    );
  });

  it("refuses providers and files that are not there", async () => {
    const unknown = await cli(words(`${LINE} --slo ttft_p99<1s --provider nobody`));
    expect([unknown.code, unknown.stderr]).toEqual([2, expect.stringContaining("There is: specialised")]);
    expect((await cli(words(`${LINE} --slo ttft_p99<1s --prices nowhere.json`))).code).toBe(2);
  });
});
