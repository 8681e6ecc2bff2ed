import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { cli, scratchFolder, words } from "./cli.ts";

const scratch = scratchFolder();
const LINE = "capacity --model llama-3.1-8b --latency-model calibrated --num-prompts 300 --seeds 2";

describe("capacity", () => {
  it("finds the highest rate of each configuration, and writes it down", async () => {
    const output = scratch.path("out");
    const line = `${LINE} --slo ttft_p99<400ms,tpot_p95<25ms --tp 1,2 --output ${output}`;
    const { code, stdout, stderr } = await cli(words(line));
    expect(code, stderr).toBe(0);
    expect(stdout).toMatch(
      /^tp +req\/s +req\/s\/GPU +out tok\/s +out tok\/s\/GPU +ttft_p99 \(ms\) +tpot_p95 \(ms\)/m,
    );
    expect(stdout).toContain("goodput over offered load");
    expect(stdout).toContain("OVERLOADED");
    const found = JSON.parse(readFileSync(join(output, "summary.json"), "utf8"));
    expect(found.map(({ labels }: { labels: object }) => labels)).toEqual([{ tp: "1" }, { tp: "2" }]);
    for (const { at, failsAt, capacityRequestsPerSecond, binding } of found) {
      expect(at.figures.p99_ttft_ms.mean).toBeLessThan(400);
      expect(at.figures.p95_tpot_ms.mean).toBeLessThan(25);
      expect(failsAt.offeredRequestsPerSecond).toBeGreaterThan(capacityRequestsPerSecond);
      expect(["ttft_p99<400ms", "tpot_p95<25ms"]).toContain(binding);
    }
    // Every figure can be looked up: its runs are there, and each can be made again.
    const [id] = found[0].at.results;
    const file = join(output, "results", `${id}.json`);
    const kept = JSON.parse(readFileSync(file, "utf8"));
    const again = await cli(words(`run --config ${file} --format json --quiet`));
    expect(JSON.parse(again.stdout).p99_ttft_ms).toBe(kept.p99_ttft_ms);
    // What is there is not run again, and gives the same answer.
    writeFileSync(file, "damaged");
    const second = await cli(words(`${line} --format json --quiet`));
    expect(JSON.parse(second.stdout)).toEqual(found);
    expect(JSON.parse(readFileSync(file, "utf8"))).toEqual(kept);
    expect(found[1].capacityRequestsPerSecond).toBeGreaterThan(found[0].capacityRequestsPerSecond);
    const curve = readFileSync(join(output, "goodput.csv"), "utf8").trim().split("\n");
    expect(curve).toHaveLength(1 + 2 * 8);
    // Latencies of a run that is overloaded are nobody's steady state.
    for (const row of curve.filter((text) => text.includes("overloaded")))
      expect(row).toMatch(/overloaded,\d+,,$/);
  });

  it("gives the same answer with one worker as with three", async () => {
    const answer = async (workers: number) =>
      (await cli(words(`${LINE} --slo ttft_p99<400ms --workers ${workers} --format json --quiet`))).stdout;
    expect(await answer(3)).toBe(await answer(1));
  });

  it("turns up a trace", async () => {
    const line =
      "capacity --trace configs/workloads/chat.csv --limit 300 --latency-model calibrated --slo ttft_p99<1s --format csv --quiet";
    const [header, row] = (await cli(words(line))).stdout.trim().split("\n");
    expect(header).toMatch(/^capacity_req_s,load,load_unit,gpus/);
    expect(Number(row!.split(",")[1])).toBeGreaterThan(1);
    expect(row!.split(",")[2]).toBe("x trace rate");
  });

  it.each([
    ["", "--slo is missing"],
    ["--slo ttft<5ms", "must be METRIC_STATISTIC<LIMIT"],
    ["--slo ttft_p99<1s --max-concurrency 4", "--max-concurrency leaves no rate to search"],
    ["--slo tpot_p99<1s --random-output-len 1", "limits a figure that this workload does not have"],
    ["--slo ttft_p99<1s --model llama-3.1-70b", "does not fit on H100"],
  ])("refuses %j", async (more, message) => {
    const { code, stderr } = await cli(words(`${LINE} ${more}`));
    expect([code, stderr]).toEqual([2, expect.stringContaining(message)]);
  });
});
