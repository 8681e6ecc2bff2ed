import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { cli, scratchFolder, words } from "./cli.ts";

const scratch = scratchFolder();
const RUN = "run --model llama-3.1-8b --latency-model calibrated --num-prompts 60 --request-rate 20 --quiet";

async function json(line: string) {
  const { code, stdout, stderr } = await cli(words(`${line} --format json`));
  expect([code, stderr]).toEqual([0, ""]);
  return JSON.parse(stdout);
}
const figure = (comparison: { differences: { figure: string }[] }, key: string) =>
  comparison.differences.find((difference) => difference.figure === key) as unknown as Record<string, number>;

describe("compare", () => {
  beforeAll(async () => {
    await cli(words(`${RUN} --output ${scratch.path("one")}`));
    await cli(words(`${RUN} --tp 2 --output ${scratch.path("two")}`));
  });

  it("sets finished runs side by side: signed differences, and where the time went", async () => {
    const [found] = await json(`compare ${scratch.path("one")} ${scratch.path("two")} --quiet`);
    const results = ["one", "two"].map((name) =>
      JSON.parse(readFileSync(join(scratch.path(name), "result.json"), "utf8")),
    );
    const e2el = figure(found, "mean_e2el_ms");
    expect([e2el.base, e2el.other]).toEqual(results.map((result) => result.mean_e2el_ms));
    expect(e2el.percent).toBeCloseTo((100 * (e2el.other! - e2el.base!)) / e2el.base!, 9);
    expect(e2el.percent).toBeLessThan(0);
    expect(found.causes.settings).toEqual([{ name: "tp", base: "1", other: "2" }]);
    const parts: { base: number; other: number }[] = found.causes.e2elMs;
    expect(parts.reduce((sum, { base }) => sum + base, 0)).toBeCloseTo(e2el.base!, 3);
    expect(parts.reduce((sum, { other }) => sum + other, 0)).toBeCloseTo(e2el.other!, 3);
    const text = await cli(words(`compare ${scratch.path("one")} ${scratch.path("two")}`));
    expect(text.stdout).toContain("Settings: tp 1 -> 2.");
    expect(text.stdout).toContain("One run each: how much of a difference is chance, --seeds N would tell.");
  });

  it("sets several runs beside the first in one table", async () => {
    const [one, two] = [scratch.path("one"), scratch.path("two")];
    const { stdout } = await cli(words(`compare ${one} ${two} ${one}`));
    expect(stdout).toMatch(/^metric +unit +one \(1\) +two \(2\) +difference \(%\) +one \(3\) +difference/m);
    expect(stdout).toContain("two (2) against one (1):\nSettings: tp 1 -> 2.");
  });

  it("refuses flags that would change nothing, and files of other tools", async () => {
    const [one, two] = [scratch.path("one"), scratch.path("two")];
    const bench = scratch.write("bench.json", JSON.stringify({ request_throughput: 1, duration: 2 }));
    for (const [line, message] of [
      [`compare ${one} ${two} --tp 4`, "--tp does nothing to results that are there"],
      [`compare ${one} ${two} --vllm-args x`, "--vllm-args does nothing"],
      [`compare ${one} ${two} --by tp`, "--by names an axis of a sweep"],
      [`compare ${one} ${two} --config a.yaml`, "--config is not taken here"],
      [`compare ${one} ${bench}`, "holds measured results"],
    ] as const) {
      const { code, stderr } = await cli(words(line));
      expect([code, stderr]).toEqual([2, expect.stringContaining(message)]);
    }
  });

  it("lays flags over the files of settings, as a run does", async () => {
    const a = scratch.write("fa.yaml", "model: llama-3.1-8b\nnum-prompts: 30\nlatency-model: calibrated\n");
    const b = scratch.write("fb.yaml", "model: llama-3.1-8b\nnum-prompts: 30\nlatency-model: mfu\n");
    const [found] = await json(
      `compare ${a} ${b} --latency-model calibrated --request-rate 5 --seeds 1 --quiet`,
    );
    expect(found.causes.settings).toEqual([]);
    expect(figure(found, "mean_ttft_ms").percent).toBe(0);
  });

  it("makes runs again with several seeds to tell chance from effect", async () => {
    const [found] = await json(`compare ${scratch.path("one")} ${scratch.path("two")} --seeds 4 --quiet`);
    expect(figure(found, "mean_tpot_ms")).toMatchObject({ seeds: 4 });
    expect(figure(found, "mean_tpot_ms").pValue).toBeLessThan(0.05);
    const same = await json(`compare ${scratch.path("one")} ${scratch.path("one")} --seeds 3 --quiet`);
    expect(figure(same[0], "mean_tpot_ms")).toMatchObject({ percent: 0, pValue: 1 });
  });

  it("runs files of settings with the same random numbers", async () => {
    const file = (name: string, more: string) =>
      scratch.write(
        name,
        `model: llama-3.1-8b\nlatency-model: calibrated\nnum-prompts: 50\nrequest-rate: 30\n${more}`,
      );
    const [a, b] = [file("a.yaml", "max-num-seqs: 64\n"), file("b.yaml", "max-num-seqs: 4\n")];
    const comparisons = await json(`compare ${a} ${b} ${a} --quiet`);
    expect(comparisons).toHaveLength(2);
    expect(figure(comparisons[0], "p99_ttft_ms").percent).toBeGreaterThan(50);
    expect(comparisons[0].causes.e2elMs[0].part).toBe("waiting for a place");
    expect(figure(comparisons[1], "p99_ttft_ms").percent).toBe(0);
    const axes = file("c.yaml", "tp: [1, 2]\n");
    const { code, stderr } = await cli(words(`compare ${a} ${axes}`));
    expect([code, stderr]).toEqual([2, expect.stringContaining("describes 2 scenarios")]);
  });

  it("shows latency models across a sweep in one table and one page of charts", async () => {
    const sweep = scratch.write(
      "s.yaml",
      "models: llama-3.1-8b\ntp: [1, 2]\nlatencyModels: [calibrated, mfu]\nrequestRates: [5, 10]\nseeds: 3\n" +
        "workloads: [{dataset: random, numPrompts: 60}]\n",
    );
    const folder = scratch.path("sweep");
    await cli(words(`sweep ${sweep} --output ${folder} --quiet`));
    const output = scratch.path("compared");
    const { stdout, code } = await cli(words(`compare ${folder} --output ${output}`));
    expect(code).toBe(0);
    expect(stdout.match(/mfu vs calibrated +[+-]\d/g)).toHaveLength(4);
    expect(stdout).toContain("paired t test over seeds");
    expect(readFileSync(join(output, "report.html"), "utf8")).toContain("<svg");
    const rows = readFileSync(join(output, "summary.csv"), "utf8").trim().split("\n");
    expect(rows).toHaveLength(1 + 4 * 14);
    expect((await json(`compare ${folder} --by tp --quiet`))[0]).toMatchObject({ base: "1", other: "2" });
    expect((await json(`compare ${folder} ${folder} --quiet`)).length).toBe(8);
  });

  it("sets a simulation beside measured results, replaying their requests", async () => {
    const truth = join(scratch.path("one"), "result.json");
    const same = await json(
      `compare --against ${truth} --latency-model calibrated --model llama-3.1-8b --quiet`,
    );
    for (const { errorPercent } of same.figures) expect(Math.abs(errorPercent)).toBeLessThan(0.5);
    const other = await json(`compare --against ${truth} --model llama-3.1-8b --quiet`);
    expect(other.requests.map(({ metric }: { metric: string }) => metric)).toContain("ttft");
    expect(other.causes.join(" ")).toContain("TPOT is +");
    const again = await json(
      `compare --against ${scratch.path("two")}/result.json --latency-model calibrated --model llama-3.1-8b --quiet`,
    );
    expect(again.causes.join(" ")).toMatch(
      /--tp 2 agrees best: the mean error falls from [\d.]+ % to 0\.\d %/,
    );
    const csv = await cli(
      words(`compare --against ${scratch.path("two")}/requests.csv --model llama-3.1-8b --format csv`),
    );
    expect(csv.stdout).toMatch(/^metric,statistic,unit,real,simulated,error_percent$/m);
  });

  it("takes the rate and the number of requests from a summary, and lengths from flags", async () => {
    const file = scratch.write(
      "summary.json",
      JSON.stringify({
        ...{ model_id: "meta-llama/Llama-3.1-8B-Instruct", request_rate: 4, num_prompts: 30, completed: 30 },
        ...{ total_input_tokens: 3000, total_output_tokens: 300, request_throughput: 3.9, duration: 7.7 },
        ...{ mean_ttft_ms: 30, p99_ttft_ms: 60, mean_tpot_ms: 8 },
      }),
    );
    const without = await cli(words(`compare --against ${file}`));
    expect([without.code, without.stderr]).toEqual([2, expect.stringContaining("Describe the workload")]);
    const line = `compare --against ${file} --random-input-len 100 --random-output-len 10`;
    const { code, stderr, stdout } = await cli(words(line));
    expect(code).toBe(0);
    expect(stderr).toContain(
      "as measured: model meta-llama/Llama-3.1-8B-Instruct, num-prompts 30, request-rate 4",
    );
    expect(stdout).toContain("request throughput");
  });

  it.each([
    ["compare", "needs two or more runs, or one sweep"],
    ["compare nowhere elsewhere", "nowhere does not exist"],
    ["compare README.md LICENSE --quiet", "README.md"],
    ["compare --against README.md --model llama-3.1-8b", "README.md"],
    ["compare docs docs", "docs holds neither a result.json nor the manifest.json of a sweep"],
  ])("refuses %j", async (line, message) => {
    const { code, stderr } = await cli(words(line));
    expect([code, stderr]).toEqual([2, expect.stringContaining(message)]);
  });
});
